// A trigger while it is edited: where it begins, what is wrong with it, and what is sent. Pure.
import type { Problem } from '../api/client';
import type { Place, TriggerAction, TriggerDraft, TriggerRule } from '../api/types';

/** The server waits no shorter and no longer than this. */
export const DELAY_SECONDS_MIN = 60;
export const DELAY_SECONDS_MAX = 999 * 86_400;
export const NAME_LENGTH_MAX = 255;

/** The usual waits; everything else is custom. */
export const DELAYS = [0, 300, 600, 86_400] as const;

/** Conditions that the engine raises today, in the order of the editor. */
export const WHENS = ['moved_or_created', 'moved', 'created', 'mail_in', 'call_in', 'chat', 'site_visit'] as const;
/** Conditions of the catalogue that are still to come. */
export const WHENS_COMING = ['responsible_changed', 'tag_added', 'field_changed', 'around_date', 'every', 'form_filled', 'silence', 'talk_closed'] as const;

export const KINDS = ['send_webhook', 'create_task', 'change_stage', 'change_responsible', 'edit_tags', 'add_note'] as const;
export const KINDS_COMING = ['complete_tasks', 'change_field', 'create_lead', 'send_mail', 'run_bot', 'generate_form', 'delete_files'] as const;
export type Kind = (typeof KINDS)[number];

/** Why a draft cannot be saved. `path` is where the server would put it, so that both land on the same field. */
export interface Fault {
  path: string;
  code: 'required' | 'interval' | 'delay' | 'address' | 'windows' | 'filter' | 'stages';
}

export function isOnStage(on: string): boolean {
  return on === 'created' || on === 'moved' || on === 'moved_or_created';
}

/** A change of stage cannot follow a stage condition at once: leads would go round for ever. */
export function needsInterval(draft: Pick<TriggerDraft, 'when' | 'action'>): boolean {
  return draft.action.kind === 'change_stage' && isOnStage(draft.when.on);
}

export function emptyAction(kind: Kind, at: Place, me: number): TriggerAction {
  switch (kind) {
    case 'send_webhook':
      return { kind, url: '' };
    case 'create_task':
      return { kind, text: '', task_type: 1, due: 'end_of_day' };
    case 'change_stage':
      return { kind, ...at };
    case 'change_responsible':
      return { kind, user_id: me };
    case 'edit_tags':
      return { kind, add: [], remove: [] };
    case 'add_note':
      return { kind, service: '', text: '' };
  }
}

export function newDraft(action: TriggerAction, at: Place): TriggerDraft {
  const draft: TriggerDraft = {
    name: '',
    stages: [at],
    when: { on: 'moved_or_created' },
    filters: [],
    delay_seconds: 0,
    if_left: 'skip',
    action,
    enabled: true,
  };
  return needsInterval(draft) ? { ...draft, delay_seconds: 300 } : draft;
}

/** A trigger as it would be sent again. */
export function draftOf(rule: TriggerRule): TriggerDraft {
  return {
    name: rule.name,
    stages: rule.stages.map(({ pipeline_id, stage_id }) => ({ pipeline_id, stage_id })),
    when: { on: rule.when.on },
    filters: structuredClone(rule.filters),
    ...(rule.hours && { hours: structuredClone(rule.hours) }),
    delay_seconds: rule.delay_seconds,
    if_left: rule.if_left === 'run_anyway' ? 'run_anyway' : 'skip',
    action: structuredClone(rule.action),
    enabled: rule.state === 'enabled',
  };
}

/** Without what only the server may say, and without empty values, which are refused where a number is expected. */
export function bodyOf(draft: TriggerDraft): TriggerDraft {
  const { address: _address, ...action } = { address: null, ...draft.action };
  const kept = Object.entries(action).filter(([, value]) => value !== null && value !== undefined);
  const filters = draft.filters.map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null)));
  return { ...draft, name: draft.name.trim(), filters: filters as unknown as TriggerDraft['filters'], action: Object.fromEntries(kept) as unknown as TriggerAction };
}

/** Everything that is wrong, so that it is mended in one go. */
export function faultsOf(draft: TriggerDraft): Fault[] {
  const faults: Fault[] = [];
  if (draft.stages.length === 0) {
    faults.push({ path: 'stages', code: 'stages' });
  }
  if (draft.delay_seconds !== 0 && (draft.delay_seconds < DELAY_SECONDS_MIN || draft.delay_seconds > DELAY_SECONDS_MAX)) {
    faults.push({ path: 'delay_seconds', code: 'delay' });
  } else if (draft.delay_seconds === 0 && needsInterval(draft)) {
    faults.push({ path: 'delay_seconds', code: 'interval' });
  }
  if (draft.hours !== undefined && draft.hours.windows.length === 0) {
    faults.push({ path: 'hours.windows', code: 'windows' });
  }
  draft.filters.forEach((filter, at) => {
    if (isEmptyFilter(filter)) {
      faults.push({ path: `filters.${at}`, code: 'filter' });
    }
  });
  return [...faults, ...actionFaults(draft.action)];
}

/** The problems that belong to a field, the server's and ours alike. `filters.1.users.0` belongs to `filters.1`. */
export function problemAt(problems: readonly Problem[], path: string): string | null {
  return problems.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.detail ?? null;
}

function isEmptyFilter(filter: TriggerDraft['filters'][number]): boolean {
  switch (filter.field) {
    case 'price':
      return filter.min === null && filter.max === null;
    case 'responsible':
      return filter.users.length === 0;
    case 'tags':
      return filter.tags.length === 0;
    case 'field':
      return filter.id === 0 || (filter.test !== 'filled' && filter.test !== 'empty' && filter.texts.every((text) => text.trim() === ''));
  }
}

function actionFaults(action: TriggerAction): Fault[] {
  switch (action.kind) {
    case 'send_webhook':
      return /^https?:\/\/[^\s/]+/i.test(action.url) ? [] : [{ path: 'action.url', code: action.url.trim() === '' ? 'required' : 'address' }];
    case 'create_task':
    case 'add_note':
      return action.text.trim() === '' ? [{ path: 'action.text', code: 'required' }] : [];
    case 'change_responsible':
      return action.user_id === 0 ? [{ path: 'action.user_id', code: 'required' }] : [];
    case 'edit_tags':
      return action.add.length + action.remove.length === 0 ? [{ path: 'action.add', code: 'required' }] : [];
    case 'change_stage':
    case 'widget_hook':
      return [];
  }
}
