// What a trigger is called and what its card says. Pure: the translator is handed in.
import type { Named, Pipeline, TriggerRule, Widget } from '../api/types';
import type { PlainKey } from '../i18n/catalogue';
import type { t as translate } from '../i18n/i18n.svelte';
import type { IconName } from '../ui/icons';
import type { KINDS_COMING, WHENS_COMING } from './draft';

type T = typeof translate;
type ActionName = TriggerRule['action']['kind'] | (typeof KINDS_COMING)[number];
type WhenName = (typeof WHENS_COMING)[number];

export interface Surroundings {
  widgets: readonly Widget[];
  colleagues: readonly Named[];
  pipelines: readonly Pipeline[];
}

const ICONS: Record<ActionName, IconName> = {
  widget_hook: 'plug',
  send_webhook: 'send',
  create_task: 'task',
  change_stage: 'arrow-right',
  change_responsible: 'user',
  edit_tags: 'tag',
  add_note: 'note',
  complete_tasks: 'check',
  change_field: 'edit',
  create_lead: 'plus',
  send_mail: 'mail',
  run_bot: 'message',
  generate_form: 'list',
  delete_files: 'trash',
};

export function iconOf(kind: ActionName): IconName {
  return ICONS[kind];
}

export function actionKey(kind: ActionName): PlainKey {
  return `automate.do-${kind}` as PlainKey;
}

export function whenKey(on: string): PlainKey {
  return `automate.on-${on as WhenName}` as PlainKey;
}

/** Its own name, or else what it does. */
export function titleOf(t: T, rule: Pick<TriggerRule, 'name' | 'action'>, around: Surroundings): string {
  if (rule.name !== '') {
    return rule.name;
  }
  const { action } = rule;
  if (action.kind === 'widget_hook') {
    return around.widgets.find((one) => one.code === action.widget)?.name ?? action.widget;
  }
  return t(actionKey(action.kind));
}

/** What it does, with its object. */
export function deedOf(t: T, rule: Pick<TriggerRule, 'action'>, around: Surroundings): string {
  const { action } = rule;
  switch (action.kind) {
    case 'send_webhook':
      return hostOf(action.url);
    case 'create_task':
    case 'add_note':
      return action.text;
    case 'change_stage': {
      const stages = around.pipelines.find((one) => one.id === action.pipeline_id)?.stages;
      return `→ ${stages?.find((one) => one.id === action.stage_id)?.name ?? t('automate.stage-gone')}`;
    }
    case 'change_responsible':
      return `→ ${around.colleagues.find((one) => one.id === action.user_id)?.name ?? `#${action.user_id}`}`;
    case 'edit_tags':
      return [...action.add.map((tag) => `+${tag}`), ...action.remove.map((tag) => `−${tag}`)].join(' ');
    case 'widget_hook':
      return around.widgets.find((one) => one.code === action.widget)?.name ?? t('automate.widget-gone', { code: action.widget });
  }
}

/** Conditions in a few words: event, wait, hours, filters. */
export function chipsOf(t: T, rule: Pick<TriggerRule, 'when' | 'delay_seconds' | 'hours' | 'filters'>): string[] {
  return [
    t(whenKey(rule.when.on)),
    ...(rule.delay_seconds > 0 ? [`+${durationOf(t, rule.delay_seconds)}`] : []),
    ...(rule.hours ? [t('automate.chip-hours')] : []),
    ...(rule.filters.length > 0 ? [t('automate.chip-filters', { count: rule.filters.length })] : []),
  ];
}

/** In the largest unit that tells it whole. */
export function durationOf(t: T, seconds: number): string {
  if (seconds % 86_400 === 0) {
    return t('automate.days', { count: seconds / 86_400 });
  }
  return seconds % 3_600 === 0 ? t('automate.hours', { count: seconds / 3_600 }) : t('automate.minutes', { count: Math.round(seconds / 60) });
}

export function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
}
