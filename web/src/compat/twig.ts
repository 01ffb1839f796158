// Twig as widgets know it: the system templates by their path, `include_control`, the platform's filters.
import Twig, { type Core, type Template } from 'twig/twig.min.js';
import { at } from './lang';
import type { Words } from './texts';

const sources: Record<string, string> = import.meta.glob('./templates/**/*.twig', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Names under which the same control is asked for as well. */
const ALIASES: Record<string, string> = {
  'checkboxes_dropdown/index': 'checkboxes_dropdown',
  'checkboxes_dropdown/values_title': 'checkboxes_dropdown',
  'pipeline_select/index': 'pipeline_select',
};

let registry: Core['Templates']['registry'] = {};
let lang: Record<string, unknown> = {};

/** Compiles the system templates and puts `twig` and `Twig` where widgets look for them. */
export function installTwig(words: Words): void {
  lang = { button_cancel: words.cancel, button_save: words.save, select_all: words.selectAll };
  Twig.extend((core) => (registry = core.Templates.registry));
  Twig.extendFunction('include_control', (name: string, params: object = {}) =>
    renderRef(`/tmpl/controls/${name}.twig`, params),
  );
  Twig.extendFilter('i18n', (path: string) => at(lang, path) ?? path);
  Twig.extendFilter('numeral', (count: number, args?: string[]) => numeral(count, args?.[0] ?? ''));
  for (const [file, text] of Object.entries(sources)) {
    compile(`/tmpl${file.slice('./templates'.length)}`, text);
  }
  for (const [alias, name] of Object.entries(ALIASES)) {
    compile(`/tmpl/controls/${alias}.twig`, sources[`./templates/controls/${name}.twig`] ?? '');
  }
  Object.assign(window, { twig, Twig: Object.assign(twig, Twig, { twig }) });
}

/** The module `twigjs`: a function that is also the library. */
export function twig(options: object): Template {
  const given = options as { id?: string };
  // A widget that is started again compiles its templates again under the same id.
  if (given.id !== undefined && registry[given.id] !== undefined && !('ref' in options)) {
    delete registry[given.id];
  }
  return Twig.twig(options);
}

/** A text rendered as a template. */
export function renderText(text: string, params: object): string {
  return Twig.twig({ data: text, allowInlineIncludes: true }).render({ lang, ...params });
}

/** A system template by its path. */
export function renderRef(ref: string, params: object): string {
  const template = registry[ref] ?? registry[`/${ref.replace(/^\/+/, '')}`];
  if (template === undefined) {
    throw new Error(`there is no system template ${ref}`);
  }
  return template.render({ lang, ...params });
}

/** A template file of a widget, fetched. */
export async function fetchTemplate(url: string): Promise<{ render(params?: object): string }> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status}`);
  }
  const text = await response.text();
  return { render: (params = {}) => renderText(text, params) };
}

function compile(id: string, data: string): void {
  Twig.twig({ id, data: data.trimEnd(), allowInlineIncludes: true });
}

/** `1 lead`, `3 leads`: forms separated by commas, two for most languages, three for Russian. */
function numeral(count: number, forms: string): string {
  const [one = '', few = one, many = few] = forms.split(',').map((form) => form.trim());
  if (forms.split(',').length < 3) {
    return count === 1 ? one : few;
  }
  const [tens, ones] = [count % 100, count % 10];
  if (ones === 1 && tens !== 11) {
    return one;
  }
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? few : many;
}
