// The actions that are there on every screen.
import { leads } from '../api/leads';
import { t } from '../i18n/i18n.svelte';
import { leadName } from '../leads/news';
import { THEMES, themeChoice } from '../theme/theme.svelte';
import type { Command } from '../ui/commands.svelte';
import { toasts } from '../ui/toasts.svelte';
import { place } from './location.svelte';
import { overlays } from './overlays.svelte';
import { SCREENS } from './screens';

const ICONS = { system: 'monitor', light: 'sun', dark: 'moon' } as const;

export function shellCommands(handlers: { signOut: () => void }): Command[] {
  return [
    ...SCREENS.map((screen): Command => ({
      id: `go-${screen.path}`,
      label: () => t('nav.go', { screen: t(screen.label) }),
      group: 'go',
      icon: screen.icon,
      keys: `g ${screen.key}`,
      run: () => place.go(`/${screen.path}`),
    })),
    ...THEMES.map((theme): Command => ({
      id: `theme-${theme}`,
      label: () => t('commands.theme', { theme: t(`theme.${theme}`) }),
      group: 'look',
      icon: ICONS[theme],
      run: () => themeChoice.choose(theme),
    })),
    { id: 'commands', label: () => t('commands.open'), group: 'help', keys: 'mod+k', quiet: true, run: () => (overlays.commands = !overlays.commands) },
    { id: 'search', label: () => t('commands.open'), group: 'help', keys: '/', quiet: true, run: () => (overlays.commands = true) },
    { id: 'shortcuts', label: () => t('shortcuts.title'), group: 'help', icon: 'keyboard', keys: '?', run: () => (overlays.shortcuts = true) },
    { id: 'undo', label: () => t('kit.undo'), group: 'help', keys: 'mod+z', quiet: true, when: () => toasts.list.some((one) => one.action !== undefined) && !isTyping(), run: () => void toasts.undo() },
    { id: 'sign-out', label: () => t('commands.sign-out'), group: 'help', icon: 'exit', run: handlers.signOut },
  ];
}

/** Leads by a part of their name, as actions that open them. */
export async function findLeads(text: string): Promise<Command[]> {
  const page = await leads.list({ query: text, order: 'changed', limit: 6 });
  return page.ok
    ? page.value.leads.map((lead) => ({ id: `lead-${lead.id}`, label: () => leadName(t, lead), group: 'go', icon: 'board', run: () => place.go(`/leads/${lead.id}`) }))
    : [];
}

function isTyping(): boolean {
  return document.activeElement?.matches('input, textarea, [contenteditable]') ?? false;
}
