/** Markup: what is to be seen as plain objects, and a page that is brought to look like them. */

export type Child = Markup | string

export interface Markup {
  readonly tag: string
  readonly attributes: Attributes
  readonly children: readonly Child[]
}

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

type Given = Child | false | undefined | readonly Given[]

/** Describe an element; `div.row.open` has classes. What is false or undefined is left out. */
export function h(tag: string, attributes: Attributes = {}, ...children: Given[]): Markup {
  const [name = '', ...classes] = tag.split('.')
  const all = attributes.class ? [...classes, attributes.class] : classes
  return {
    tag: name,
    attributes: all.length ? { ...attributes, class: all.join(' ') } : attributes,
    children: flat(children),
  }
}

function flat(given: readonly Given[]): Child[] {
  return given.flatMap((each) => {
    if (each === false || each === undefined || each === '') return []
    return typeof each === 'object' && 'tag' in each ? [each] : typeof each === 'string' ? [each] : flat(each)
  })
}

const SVG = 'http://www.w3.org/2000/svg'
const DRAWN = ['svg', 'path', 'circle']
const shown = new WeakMap<Element, Attributes>()

/** Bring the children of a node to look as described, changing as little as possible: focus and scrolling stay. */
export function show(parent: ParentNode & Node, children: readonly Child[]): void {
  for (const [index, child] of children.entries()) {
    const there = parent.childNodes[index]
    if (typeof child === 'string') {
      if (there?.nodeType !== 3) replace(parent, there, document.createTextNode(child))
      else if (there.nodeValue !== child) there.nodeValue = child
      continue
    }
    const known =
      there && there.nodeType === 1 && (there as Element).localName === child.tag ? (there as Element) : undefined
    const element = known ?? make(child.tag)
    setAll(element, child.attributes)
    show(element, child.children)
    if (!known) replace(parent, there, element)
  }
  while (parent.childNodes.length > children.length) parent.lastChild?.remove()
}

function make(tag: string): Element {
  return DRAWN.includes(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag)
}

function replace(parent: Node, there: Node | undefined, next: Node): void {
  if (there) parent.replaceChild(next, there)
  else parent.appendChild(next)
}

function setAll(element: Element, next: Attributes): void {
  const before = shown.get(element) ?? {}
  shown.set(element, next)
  for (const name of Object.keys(before)) if (!(name in next)) element.removeAttribute(name)
  for (const [name, value] of Object.entries(next)) if (value !== before[name]) set(element, name, value)
}

function set(element: Element, name: string, value: string | number | boolean | undefined): void {
  // Through the object model, since a content security policy may forbid the attribute.
  if (name === 'style') (element as HTMLElement).style.cssText = String(value)
  // What was typed counts more than the attribute.
  else if (name === 'value') (element as HTMLInputElement).value = String(value)
  else if (value === undefined || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value))
}
