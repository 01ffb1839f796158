// One running widget: its script loaded, its object made, its callbacks called in the order of the contract.
import { loadModule } from './amd';
import { forget } from './channels';
import { construct } from './construct';
import { call, isPromise, record } from './faults';
import { makeSelf, type Offers, type Self } from './self';
import type { HostedWidget } from './types';

type Callback = (...args: unknown[]) => unknown;

export class Instance {
  readonly widget: HostedWidget;
  readonly offers: Offers = { actions: new Map(), sources: new Map(), status: undefined, catalog: undefined };
  self: Self | undefined;
  #made: Promise<Self | undefined> | undefined;
  /** With `init_once`, `init` and `bind_actions` run in the first area only. */
  #hasRun = false;
  #isRunning = false;
  #run = 0;

  constructor(widget: HostedWidget) {
    this.widget = widget;
  }

  /** Loads the script and makes the object, once. A widget without a script, or with a broken one, has none. */
  make(): Promise<Self | undefined> {
    this.#made ??= this.#load();
    return this.#made;
  }

  /** `render`, then `bind_actions` and `init`, each of which must give `true`. Tells whether the widget runs. */
  async start(): Promise<boolean> {
    const run = (this.#run += 1);
    // Left again before it came so far: nothing more is called.
    const isLeft = () => run !== this.#run;
    if ((await this.make()) === undefined || isLeft() || !(await this.#isTrue('render')) || isLeft()) {
      return false;
    }
    this.#isRunning = true;
    if (this.#hasRun && this.widget.init_once) {
      return true;
    }
    this.#hasRun = true;
    const [isBound, isReady] = [this.#isTrue('bind_actions'), this.#isTrue('init')];
    return (await isBound) && (await isReady);
  }

  /** The area is left: `destroy`, unless the widget lives as long as the page. */
  stop(): void {
    this.#run += 1;
    if (this.#isRunning && !this.widget.init_once) {
      this.end();
    }
  }

  /** `destroy` in any case, and everything made anew at the next start. */
  end(): void {
    if (this.self !== undefined) {
      this.call('destroy');
    }
    forget(this.widget.code);
    [this.self, this.#made, this.#isRunning, this.#hasRun] = [undefined, undefined, false, false];
    this.offers.actions.clear();
    this.offers.sources.clear();
  }

  /** Calls a callback by its dotted name; `undefined` where there is none, or where it failed. */
  call(name: string, ...args: unknown[]): unknown {
    const fn = this.callback(name);
    return fn && call(this.widget.code, name, () => fn(...args));
  }

  callback(name: string): Callback | undefined {
    let found: unknown = this.self?.callbacks;
    for (const key of name.split('.')) {
      found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined;
    }
    return typeof found === 'function' ? (found as Callback) : undefined;
  }

  async #isTrue(name: string): Promise<boolean> {
    if (this.callback(name) === undefined) {
      return false;
    }
    const answer = this.call(name);
    return (isPromise(answer) ? await answer : answer) === true;
  }

  async #load(): Promise<Self | undefined> {
    if (!this.widget.has_script) {
      return undefined;
    }
    try {
      const module = await loadModule(`${this.widget.path}/script.js`);
      const found = typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
      if (found === undefined || found === null) {
        throw new TypeError('script.js defines nothing; it must define a constructor');
      }
      this.self = call(this.widget.code, 'the constructor', () => construct(found, makeSelf(this.widget, this.offers)));
    } catch (error) {
      record(this.widget.code, 'loading script.js', error);
    }
    return this.self;
  }
}
