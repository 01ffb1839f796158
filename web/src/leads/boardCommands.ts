// The keys of the board, for the menu and the `?` sheet.
import { t } from '../i18n/i18n.svelte';
import type { Command } from '../ui/commands.svelte';

interface Acts {
  current: () => number | null;
  step: (by: number) => void;
  menu: () => void;
  toggle: () => void;
  quickAdd: () => void;
  clear: () => void;
  hasSelection: () => boolean;
}

export function boardCommands(acts: Acts): Command[] {
  return [
    { id: 'lead-move', label: () => t('leads.key-move'), group: 'here', icon: 'arrow-right', keys: 's', quiet: true, run: acts.menu },
    { id: 'lead-next', label: () => t('leads.key-next'), group: 'here', keys: ']', quiet: true, run: () => acts.step(1) },
    { id: 'lead-previous', label: () => t('leads.key-previous'), group: 'here', keys: '[', quiet: true, run: () => acts.step(-1) },
    { id: 'lead-select', label: () => t('leads.key-select'), group: 'here', keys: 'x', quiet: true, run: acts.toggle },
    { id: 'lead-quick', label: () => t('leads.key-quick'), group: 'create', icon: 'plus', keys: 'n', run: acts.quickAdd },
    { id: 'lead-unselect', label: () => t('leads.unselect'), group: 'here', keys: 'escape', quiet: true, when: acts.hasSelection, run: acts.clear },
  ];
}
