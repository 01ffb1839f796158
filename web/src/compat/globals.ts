// `APP`, also called `AMOCRM`: the page as widgets see it.
import { baseEntity, pageCode } from './areas';
import { onNotification } from './channels';
import { $ } from './jquery';
import { notifications } from './notifications';
import { page } from './page';
import { system } from './self';
import type { CurrentCard, HostData } from './types';

/** Widgets ask whether the account is of the fifth generation or later. */
const ACCOUNT_VERSION = 14;
const ELEMENT_TYPES = { contacts: 1, leads: 2, companies: 3, customers: 12 };

/** Puts the page's object where widgets look for it. */
export function installGlobals(): void {
  const constants = constantsOf(page().data);
  const APP = {
    constant(key: string, value?: unknown): unknown {
      if (arguments.length > 1) {
        constants[key] = value;
      }
      return key in moving ? moving[key as keyof typeof moving]() : constants[key];
    },
    data: {
      get current_card() {
        return cardModel(page().card);
      },
      get current_entity() {
        const { area, ofWidget } = page();
        return area === 'digital_pipeline'
          ? 'leads-dp'
          : area.endsWith('card')
            ? baseEntity(area)
            : pageCode(area, ofWidget);
      },
      get current_list() {
        return (page().selected ?? []).map((row) => ({ ...row, checked: true }));
      },
      get is_card() {
        return page().card !== undefined;
      },
      get element_type() {
        const { card } = page();
        return card === undefined ? undefined : ELEMENT_TYPES[card.entity];
      },
      current_view: { $el: $('body'), rows: [], collection: { get: () => undefined } },
    },
    getBaseEntity: () => page().card?.entity ?? baseEntity(page().area),
    isCard: () => page().card !== undefined,
    getWidgetsArea: () => pageCode(page().area, page().ofWidget),
    getV3WidgetsArea: () => pageCode(page().area, page().ofWidget),
    get lang_id() {
      return page().language.slice(0, 2);
    },
    sdk: sdk(),
    notifications,
    addNotificationCallback: onNotification,
    widgets: {
      get system() {
        return system();
      },
      clear_cache: () => {},
      legal_handlers: [],
      list: {},
    },
    router: { navigate: (path: string) => void go(path) },
    element_types: ELEMENT_TYPES,
    click_event: 'click',
    system: {
      format: { date: { date: 'DD.MM.YYYY', date_short: 'DD.MM', full: 'DD.MM.YYYY HH:mm' } },
      timezone: page().data.account.time_zone,
    },
  };
  const moving = {
    card_id: () => page().card?.id,
    card_element: () => page().card?.entity,
  };
  Object.assign(window, { APP, AMOCRM: APP });
}

/** In-app navigation belongs to the shell: it hears the event and may say that it went there. */
function go(path: string): void {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) {
    return;
  }
  const asked = new CustomEvent('pipewright:navigate', { detail: url.pathname + url.search, cancelable: true });
  if (document.dispatchEvent(asked)) {
    location.assign(url);
  }
}

function sdk(): object {
  let isCalling = false;
  return {
    showUserStatus(who?: unknown): unknown {
      const me = page().data.user.id;
      const all: Record<string, { id: number; online: boolean }> = {};
      for (const user of page().data.users) {
        all[user.id] = { id: user.id, online: user.id === me };
      }
      if (who === 'online') {
        return Object.values(all)
          .filter((one) => one.online)
          .map((one) => one.id);
      }
      const known = all[String(who)];
      return known === undefined ? all : known.online;
    },
    setCallingStatus: (status: boolean) => void (isCalling = status),
    getCallingStatus: () => isCalling,
  };
}

function constantsOf(data: HostData): Record<string, unknown> {
  const theme = document.documentElement.getAttribute('data-color-scheme') === 'dark' ? 2 : 1;
  const yes = (is: boolean) => (is ? 'Y' : 'N');
  const managers = data.users.map((user) => ({
    id: user.id,
    title: user.name,
    option: user.name,
    active: true,
    login: user.email,
    status: 'A',
    is_admin: yes(user.is_admin),
    free_user: 'N',
    group: 'group_0',
    theme: 'light',
    avatar: '',
    phone: '',
    amojo_id: '',
    amo_profile_id: null,
  }));
  const byId = Object.fromEntries(managers.map((manager) => [manager.id, manager]));
  return {
    account: {
      ...data.account,
      timezone: data.account.time_zone,
      users: Object.fromEntries(data.users.map((user) => [user.id, user.name])),
      version: ACCOUNT_VERSION,
      tariffName: '',
      paid_from: 0,
      paid_till: 0,
      amojo_id: '',
      products: {},
    },
    user: {
      id: data.user.id,
      login: data.user.email,
      name: data.user.name,
      personal_mobile: '',
      photo: '',
      amojo_id: '',
      api_key: '',
      uuid: '',
      theme,
      tour: false,
      user_rank: '',
      sso_auth: false,
      group_mates_ids: data.users.map((user) => user.id),
      settings: {},
    },
    user_rights: { is_admin: data.user.is_admin, is_free_user: false },
    managers: byId,
    groups: { group_0: data.account.name },
    task_types: {
      1: { id: 1, option: 'Follow-up', color: null, icon_id: null },
      2: { id: 2, option: 'Meeting', color: null, icon_id: null },
    },
  };
}

/** `false` outside cards; else enough of a model for `get`, `set`, `on` and `attributes`. */
function cardModel(card: CurrentCard | undefined): unknown {
  if (card === undefined) {
    return false;
  }
  const model = {
    id: card.id,
    attributes: card.values,
    get: (key: string) => card.values[key],
    set: (key: string, value: unknown) => void (card.values[key] = value),
    toJSON: () => ({ ...card.values }),
    on: () => model,
    off: () => model,
    once: () => model,
  };
  return {
    id: card.id,
    model,
    element_type: ELEMENT_TYPES[card.entity],
    main_user: card.values['responsible_user_id'],
    tabs: {},
    save: () => {},
    $el: $('body'),
  };
}
