// Descriptions of widgets may hold HTML. They are drawn for every user of the account, also while the widget is switched
// off, so nothing in them may run.

const ALLOWED = new Set([
  'A',
  'B',
  'BR',
  'CODE',
  'DIV',
  'EM',
  'H1',
  'H2',
  'H3',
  'H4',
  'I',
  'IMG',
  'LI',
  'OL',
  'P',
  'SPAN',
  'STRONG',
  'U',
  'UL',
]);
const ATTRIBUTES: Record<string, string[]> = { A: ['href'], IMG: ['src', 'alt', 'width', 'height'] };

/** A fragment with what is harmless of a text with HTML. */
export function safeHtml(text: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(text, 'text/html');
  const out = document.createDocumentFragment();
  copy(parsed.body, out);
  return out;
}

function copy(from: Node, to: Node): void {
  for (const node of from.childNodes) {
    if (node instanceof Text) {
      to.appendChild(document.createTextNode(node.data));
    } else if (node instanceof Element && ALLOWED.has(node.tagName)) {
      const made = document.createElement(node.tagName);
      for (const name of ATTRIBUTES[node.tagName] ?? []) {
        const value = node.getAttribute(name);
        if (value !== null && (name !== 'href' || /^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(value.trim()))) {
          made.setAttribute(name, value);
        }
      }
      if (made instanceof HTMLAnchorElement) {
        made.target = '_blank';
        made.rel = 'noreferrer';
      }
      copy(node, made);
      to.appendChild(made);
    } else if (
      node instanceof Element &&
      !['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'SVG', 'MATH'].includes(node.tagName.toUpperCase())
    ) {
      copy(node, to); // What wraps goes, what is inside stays.
    }
  }
}
