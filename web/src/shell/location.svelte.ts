// Where we are: the address is the state, so that reload, back and a copied link show the same.
import { parse, type Route } from './router';

class Place {
  current: Route = $state.raw(parse(location.href));
  /** Counts changes of the path: the shell moves the focus to the new page's heading then, but not for filters. */
  visits = $state(0);

  constructor() {
    addEventListener('popstate', () => this.#take());
  }

  /** A new entry in the history, or with `replace` the same one changed. */
  go(href: string, options: { replace?: boolean } = {}): void {
    if (href === `${location.pathname}${location.search}`) {
      return;
    }
    history[options.replace ? 'replaceState' : 'pushState'](null, '', href);
    this.#take();
  }

  /** For the window's click: plain clicks on our own links need no load. */
  readonly clicked = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link === null || !isPlain || event.defaultPrevented || link.target !== '' || link.hasAttribute('download')) {
      return;
    }
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/') || (url.hash !== '' && url.pathname === location.pathname)) {
      return;
    }
    event.preventDefault();
    this.go(`${url.pathname}${url.search}`);
  };

  #take(): void {
    const next = parse(location.href);
    if (next.path.join('/') !== this.current.path.join('/')) {
      this.visits += 1;
    }
    this.current = next;
  }
}

export const place = new Place();
