// The module loader that widgets are written for, with the platform's module names. Nothing of it is there before the
// first widget is needed.
import $ from 'jquery';
import momentUrl from 'moment/min/moment.min.js?url';
import requireUrl from 'requirejs/require.js?url';
import _ from 'underscore';

/** A widget whose file or dependency does not come is given up after this. */
const LOAD_SECONDS = 20;

interface Loader {
  (ids: string[], ready: (...modules: unknown[]) => void, failed: (error: Error) => void): void;
  (id: string): unknown;
  config(options: object): void;
  undef(id: string): void;
  onError: (error: Error) => void;
  load: (context: unknown, id: string, url: string) => void;
  toUrl(id: string): string;
}

interface Define {
  (id: string, dependencies: string[], factory: unknown): void;
  amd: object;
}

interface PluginRequire {
  toUrl(name: string): string;
}

type PluginDone = ((value: unknown) => void) & { error(error: Error): void };

declare global {
  interface Window {
    require: Loader;
    requirejs: Loader;
    define: Define;
  }
}

let started: Promise<void> | undefined;

/** Loads the loader itself and names the modules of the platform. `own` are those that the host makes. */
export function startLoader(own: Record<string, unknown>): Promise<void> {
  started ??= inject(requireUrl).then(() => {
    const { requirejs, define } = window;
    const load = requirejs.load;
    // Ids that begin with a slash are addresses; whoever leaves off `.js` means it all the same.
    requirejs.load = (context, id, url) => load(context, id, /^\/[^?]*\/[^./?]+$/.test(url) ? `${url}.js` : url);
    requirejs.onError = () => {}; // Whoever asked was told; see `loadModule`.
    requirejs.config({ waitSeconds: LOAD_SECONDS, paths: { moment: momentUrl.replace(/\.js$/, '') } });
    const modules: Record<string, unknown> = {
      jquery: $,
      underscore: _,
      text: plugin(String),
      json: plugin(JSON.parse),
      ...own,
    };
    for (const [id, module] of Object.entries(modules)) {
      define(id, [], () => module);
    }
    requirejs(
      Object.keys(modules),
      () => {},
      () => {},
    ); // Defined at once: widgets also ask synchronously.
  });
  return started;
}

/** Loads a module by its address. */
export function loadModule(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    window.requirejs([url], resolve, (error) => {
      window.requirejs.undef(url); // So that another try asks again.
      reject(error);
    });
  });
}

/** `text!./file.html`, `json!./file.json`: same origin, as all files of a widget. */
function plugin(read: (text: string) => unknown): object {
  return {
    load(name: string, parent: PluginRequire, done: PluginDone) {
      const url = parent.toUrl(name);
      fetch(url, { credentials: 'same-origin' })
        .then((response) => (response.ok ? response.text() : Promise.reject(new Error(`${url}: ${response.status}`))))
        .then((text) => done(read(text)))
        .catch((error: unknown) => done.error(error instanceof Error ? error : new Error(String(error))));
    },
  };
}

function inject(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${src} does not come`));
    document.head.append(script);
  });
}
