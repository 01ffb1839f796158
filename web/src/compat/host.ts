// The heavy part, loaded when the first widget is needed: everything that knows jQuery, RequireJS and Twig is behind it.
import './styles/controls.css';
import './styles/islands.css';
import './styles/overlays.css';
import { startLoader } from './amd';
import { watchOthers } from './chip';
import { installControls } from './controls';
import { installGlobals } from './globals';
import { installJQuery } from './jquery';
import { Modal } from './modal';
import { openPage, page } from './page';
import { reloadsFor } from './policy';
import { isSafeMode } from './safeMode';
import { fetchHost } from './requests';
import { watchFaults } from './runtime';
import { followTheme } from './theming';
import { installTwig, twig } from './twig';
import type { HostData } from './types';
import _ from 'underscore';

let started: Promise<void> | undefined;

/** Asks for the account's widgets and prepares the page for them, once. `given` is for tests. */
export function startHost(language: string, given?: HostData): Promise<void> {
  started ??= start(language, given).catch((error: unknown) => {
    started = undefined; // Another try may succeed.
    throw error;
  });
  return started;
}

async function start(language: string, given: HostData | undefined): Promise<void> {
  const data = given ?? (await fetchHost(language));
  if (isSafeMode()) {
    // Forms and settings open as the host draws them; no script of a widget is loaded.
    data.widgets = data.widgets.map((widget) => ({ ...widget, has_script: false }));
  } else if (reloadsFor(data.policy)) {
    return new Promise(() => {});
  }
  openPage(data, language);
  followTheme();
  installJQuery();
  Object.assign(window, { _ });
  installTwig(page().words);
  installGlobals();
  installControls();
  watchOthers();
  watchFaults();
  await startLoader({ twigjs: twig, 'lib/components/base/modal': Modal });
}

export { notify, publish } from './channels';
export { mountAdvanced, mountMenuPage } from './islands/pages';
export { chooseForList, mountCard, mountList, selectRows } from './islands/panel';
export { openSettings } from './islands/settings';
export { hasTab, mountTab } from './islands/tab';
export { mountTrigger } from './islands/trigger';
export { actionsFor, addAsSource, sourcesFor } from './offers';
export { allInstances, enter, leave } from './runtime';
