// One tooltip for the whole page, in the top layer. It repeats what the name says already: it is for the eyes only.
import { keysText } from './keys';
import { place } from './place';

const WAIT_MS = 450;
const KEEP_WARM_MS = 400; // From one button to the next there is no waiting again.

let bubble: HTMLElement | null = null;
let words: HTMLElement | null = null;
let keycap: HTMLElement | null = null;
let owner: Element | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = 0;

/** An attachment: `{@attach tooltip('Close', 'escape')}`. */
export function tooltip(text: string, keys?: string) {
  return (node: HTMLElement) => {
    const enter = (event: PointerEvent) => event.pointerType === 'mouse' && plan(node, text, keys);
    const focus = () => node.matches(':focus-visible') && show(node, text, keys);
    node.addEventListener('pointerenter', enter);
    node.addEventListener('focus', focus);
    for (const end of ENDS) {
      node.addEventListener(end, hide);
    }
    return () => {
      if (owner === node) {
        hide();
      }
      node.removeEventListener('pointerenter', enter);
      node.removeEventListener('focus', focus);
      for (const end of ENDS) {
        node.removeEventListener(end, hide);
      }
    };
  };
}

const ENDS = ['pointerleave', 'pointerdown', 'blur', 'keydown'] as const;

function plan(node: HTMLElement, text: string, keys?: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => show(node, text, keys), Date.now() - hiddenAt < KEEP_WARM_MS ? 0 : WAIT_MS);
}

function show(node: HTMLElement, text: string, keys?: string): void {
  const element = (bubble ??= make());
  clearTimeout(timer);
  owner = node;
  (words as HTMLElement).textContent = text;
  (keycap as HTMLElement).textContent = keys === undefined ? '' : keysText(keys);
  if (!element.matches(':popover-open')) {
    element.showPopover();
  }
  place(element, node, { side: 'below', align: 'center', gap: 6 });
}

function hide(): void {
  clearTimeout(timer);
  if (bubble?.matches(':popover-open')) {
    bubble.hidePopover();
    hiddenAt = Date.now();
  }
  owner = null;
}

function make(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'pw-tooltip';
  element.popover = 'manual';
  element.setAttribute('aria-hidden', 'true');
  words = document.createElement('span');
  keycap = document.createElement('kbd');
  element.append(words, keycap);
  document.body.append(element);
  return element;
}
