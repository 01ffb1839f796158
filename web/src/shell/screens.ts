// The screens of the rail, in its order. A new screen is one line here and a component that takes `{ route }`.
import type { Component } from 'svelte';
import type { PlainKey } from '../i18n/catalogue';
import type { IconName } from '../ui/icons';
import type { Route } from './router';

export interface Screen {
  /** The first part of its path: `leads` has `/leads` and everything below. */
  path: string;
  label: PlainKey;
  icon: IconName;
  /** `G` and this letter go there. */
  key: string;
  place: 'top' | 'bottom';
  /** Loaded when it is visited first, so that a screen costs nothing to those who do not go there. */
  load: () => Promise<{ default: Component<{ route: Route }> }>;
}

export const SCREENS: readonly Screen[] = [
  { path: 'leads', label: 'nav.leads', icon: 'board', key: 'b', place: 'top', load: () => import('../leads/LeadsScreen.svelte') },
  { path: 'automate', label: 'nav.automate', icon: 'zap', key: 'a', place: 'top', load: () => import('../automate/AutomateScreen.svelte') },
  { path: 'log', label: 'nav.log', icon: 'log', key: 'd', place: 'top', load: () => import('../log/LogScreen.svelte') },
  { path: 'integrations', label: 'nav.integrations', icon: 'plug', key: 'w', place: 'top', load: () => import('../integrations/IntegrationsScreen.svelte') },
  { path: 'settings', label: 'nav.settings', icon: 'settings', key: 's', place: 'bottom', load: () => import('../settings/SettingsScreen.svelte') },
];

/** The screen at a path; the first one at the root. */
export function screenAt(path: readonly string[]): Screen | undefined {
  return path.length === 0 ? SCREENS[0] : SCREENS.find((screen) => screen.path === path[0]);
}
