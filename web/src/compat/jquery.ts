// jQuery as widgets know it. They were written for 2.1; what later versions took away and widgets still call is put back.
import $ from 'jquery';

type Any = Record<string, unknown>;

/** Puts `$` and `jQuery` where widgets look for them. */
export function installJQuery(): void {
  const fn = $.fn as unknown as Any;
  fn['size'] ??= function size(this: JQuery) {
    return this.length;
  };
  fn['andSelf'] ??= fn['addBack'];
  for (const name of ['load', 'error', 'unload'] as const) {
    const since3 = fn[name] as ((...args: unknown[]) => unknown) | undefined;
    fn[name] = function shorthand(this: JQuery, ...args: unknown[]) {
      // `.load(url)` fetches; `.load(handler)` listens.
      if (typeof args[0] === 'string' && since3 !== undefined) {
        return since3.apply(this, args);
      }
      return args.length > 0 ? this.on(name, args[0] as () => void) : this.trigger(name);
    };
  }
  $.ajaxPrefilter((_options, _original, xhr) => {
    const old = xhr as unknown as Any;
    old['success'] ??= xhr.done;
    old['error'] ??= xhr.fail;
    old['complete'] ??= xhr.always;
  });
  // Requests of widgets to the account itself are changes of the signed-in page; the server wants to see that.
  $.ajaxPrefilter((options) => {
    if (options.crossDomain !== true) {
      options.headers = { 'X-Requested-With': 'XMLHttpRequest', ...options.headers };
    }
  });
  Object.assign(window, { $, jQuery: $ });
}

export { $ };
