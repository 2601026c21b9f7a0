/** `mizan-generate/vite`: the plugin for Vite. */

export { mizan, mizan as default } from './lib/vite-plugin.mjs'
