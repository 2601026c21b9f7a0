/** Small pictures of 16 by 16, as paths. */

export const ICONS = {
  left: 'M10 3 5 8l5 5',
  right: 'm6 3 5 5-5 5',
  comment: 'M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2z',
  file: 'M11.5 7.5 7.6 11.4a2.1 2.1 0 0 1-3-3L9 4a1.4 1.4 0 0 1 2 2L6.7 10.3',
  calendar: 'M3 4h10v9H3zM3 7h10M6 2.5v3M10 2.5v3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  gear: 'M2 5h6m4 0h2M2 11h2m4 0h6M8 3v4M8 9v4',
} as const

export type IconName = keyof typeof ICONS
