// The object that a widget's constructor finds as `this`: every `self.*` method of the contract.
import { call, record } from './faults';
import { $ } from './jquery';
import { at } from './lang';
import { Modal } from './modal';
import { page } from './page';
import { drawBlock, type Block } from './panel';
import { disposableToken, postThroughServer } from './requests';
import { subscribe } from './channels';
import { fetchTemplate, renderRef, renderText, twig } from './twig';
import type { HostedWidget, SelectedRow } from './types';

type Callback = (...args: unknown[]) => unknown;

/** What `self` is, with what the host keeps beside it. */
export interface Self extends Record<string, unknown> {
  callbacks?: Record<string, unknown>;
  params: Record<string, unknown>;
  langs: Record<string, unknown>;
}

/** Handlers that widgets left with the host, by widget. */
export interface Offers {
  actions: Map<string, Callback>;
  sources: Map<string, { fn: Callback; text: string }>;
  /** Status set by the widget itself. */
  status: string | undefined;
  catalog: number | undefined;
}

interface TemplateOptions {
  data?: string;
  ref?: string;
  href?: string;
  base_path?: string;
  v?: string | number;
  load?: (template: unknown) => void;
  promised?: boolean;
}

/** Makes the system object of a widget. */
export function makeSelf(widget: HostedWidget, offers: Offers): Self {
  const code = widget.code;
  const params: Record<string, unknown> = {
    ...widget.settings,
    id: widget.id,
    widget_id: widget.id,
    widget_code: code,
    path: widget.path,
    cdn_path: widget.path,
    images_path: `${widget.path}/images`,
    version: widget.version,
    active: widget.is_active ? 'Y' : 'N',
    widget_active: widget.is_active ? 'Y' : 'N',
    status: widget.status,
    oauth_client_uuid: widget.client_uuid,
    category_code: 'own_integrations',
    support: { ...widget.support, name: widget.name },
    currency: page().data.account.currency,
  };
  const self: Self = {
    params,
    langs: widget.langs,
    ns: `.widget_${code}`,
    init_once: widget.init_once,
    template_element: '<div class="card-widgets__widget"></div>',
    helpers: { Modal },
    get_settings: () => params,
    set_settings: (values: object) => Object.assign(params, values),
    system: () => system(),
    i18n: (path: string) => at(self.langs, path) ?? false,
    set_lang: (langs: Record<string, unknown>) => (self.langs = langs),
    get_version: () => widget.version,
    get_install_status: () => offers.status ?? widget.status,
    set_status: (status: string) => {
      offers.status = status;
      $(document).trigger('widget:status', [code, status]);
    },
    render: (data: TemplateOptions, values: object = {}) => render(code, data, values),
    render_template: (block: Block, values: object = {}) => drawBlock(widget, block, values),
    crm_post: (url: string, data?: object, done?: Callback, type?: string, failed?: Callback) => {
      const guarded = (fn: Callback | undefined, during: string) => (answer?: unknown) =>
        void (fn && call(code, during, () => fn(answer)));
      postThroughServer(
        { widget: code, url, data: data ?? {}, type: type ?? 'text' },
        guarded(done, 'crm_post'),
        guarded(failed, 'crm_post error'),
      );
    },
    $authorizedAjax: (options: JQuery.AjaxSettings) => authorized(widget, options),
    get_accounts_current: () => accountsCurrent(),
    get_current_card_contacts_data: async () => page().card?.contacts ?? [],
    list_selected: () => listSelected(page().selected),
    widgetsOverlay: (isShown: boolean) => $('body').toggleClass('widgets-overlay-shown', isShown),
    add_action: (type: string, fn: Callback) => void offers.actions.set(type === 'e-mail' ? 'email' : type, fn),
    add_source: (type: string, fn: Callback, text = '') => void offers.sources.set(type, { fn, text }),
    get_pipeline_id: () => Promise.reject(new Error('the widget is not a source of a pipeline')),
    setSdkCatalogId: (id: number) => void (offers.catalog = Number(id)),
    listenSocketChannel: (channel: string, keys: string[], fn: Callback) => subscribe(code, channel, keys, fn),
  };
  return self;
}

/** `self.system()`, also known as `APP.widgets.system`. */
export function system(): Record<string, unknown> {
  const { data, area, selected } = page();
  return {
    area,
    amouser_id: data.user.id,
    amouser: data.user.email,
    amohash: '', // Keys of the old API are not given to pages.
    subdomain: data.account.subdomain,
    domain: location.host,
    server: location.host,
    displayed_count: selected?.length ?? 0,
    displayed_count_by_area: { [area]: selected?.length ?? 0 },
  };
}

function render(code: string, data: TemplateOptions, params: object): unknown {
  if (data.ref !== undefined) {
    return renderRef(data.ref, params);
  }
  if (data.data !== undefined) {
    return renderText(data.data, params);
  }
  if (data.href === undefined) {
    return twig(data).render(params);
  }
  const base = data.base_path ?? '';
  const joined = base === '' ? data.href : `${base.replace(/\/+$/, '')}/${data.href.replace(/^\/+/, '')}`;
  const template = fetchTemplate(data.v === undefined ? joined : `${joined}?v=${encodeURIComponent(data.v)}`);
  if (data.promised === true) {
    return template;
  }
  template.then(
    (found) => call(code, 'load of a template', () => data.load?.(found)),
    (error: unknown) => record(code, `template ${data.href}`, error),
  );
  return undefined;
}

function listSelected(selected: SelectedRow[] | undefined): unknown {
  if (selected === undefined) {
    return false;
  }
  const count = (key: 'emails' | 'phones') => selected.reduce((sum, row) => sum + row[key].length, 0);
  const summary = { items: selected.length, emails: count('emails'), phones: count('phones') };
  return { selected, summary, count_selected: summary };
}

function accountsCurrent(): object {
  const { account, users } = page().data;
  const shape = { ...account, timezone: account.time_zone, users, date_pattern: 'd.m.Y H:i:s', unsorted_on: 'Y' };
  return { ...shape, account: shape };
}

/** `$.ajax` with a token that the widget's own server can check. The token is asked for at each call. */
function authorized(widget: HostedWidget, options: JQuery.AjaxSettings): JQuery.Promise<unknown> {
  const done = $.Deferred<unknown>();
  disposableToken(widget).then(
    (token) => {
      const sent = $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } });
      sent.then(
        (...args: unknown[]) => done.resolve(...(args as [unknown])),
        (...args: unknown[]) => done.reject(...(args as [unknown])),
      );
    },
    (error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      for (const fn of [options.error ?? []].flat()) {
        fn.call(options as never, {} as never, 'error', words);
      }
      done.reject({ status: 0, responseText: words }, 'error', words);
    },
  );
  return done.promise();
}
