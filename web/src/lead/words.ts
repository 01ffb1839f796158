// Sentences and icons for what the log holds. Pure: the translator is handed in.
import type { EventEntry, Pipeline } from '../api/types';
import type { t as translate } from '../i18n/i18n.svelte';
import type { IconName } from '../ui/icons';
import type { Entry } from './timeline';

type Change = Extract<Entry, { kind: 'change' }>;

export function wordsOf(t: typeof translate, entry: Change, pipelines: readonly Pipeline[]): string {
  const [event] = entry.events;
  if (event === undefined) {
    return '';
  }
  const kinds = new Set(entry.events.map((one) => one.code));
  return kinds.size > 1 ? t('lead.did-many', { count: kinds.size }) : sentence(t, event, pipelines);
}

/** What comes from outside has no author worth naming. */
export function saysWho(entry: Change): boolean {
  return !entry.events.some((event) => ['mail_in', 'call_in', 'site_visit', 'chat'].includes(event.code));
}

export function iconOf(entry: Entry): IconName {
  if (entry.kind === 'automation') {
    return 'zap';
  }
  switch (entry.events[0]?.code) {
    case 'lead_added':
      return 'plus';
    case 'lead_status_changed':
    case 'lead_appeared_in_status':
      return 'arrow-right';
    case 'mail_in':
      return 'mail';
    case 'call_in':
      return 'phone';
    case 'site_visit':
      return 'globe';
    case 'chat':
      return 'message';
    default:
      return 'edit';
  }
}

function sentence(t: typeof translate, event: EventEntry, pipelines: readonly Pipeline[]): string {
  const stage = (at: EventEntry['at']) => {
    const pipeline = pipelines.find((one) => one.id === at?.pipeline_id);
    return pipeline?.stages.find((one) => one.id === at?.stage_id)?.name ?? '…';
  };
  switch (event.code) {
    case 'lead_added':
      return t('lead.did-added', { stage: stage(event.at) });
    case 'lead_status_changed':
    case 'lead_appeared_in_status':
      return event.from ? t('lead.did-moved', { from: stage(event.from), to: stage(event.at) }) : t('lead.did-added', { stage: stage(event.at) });
    case 'mail_in':
      return t('lead.did-mail');
    case 'call_in':
      return t('lead.did-call');
    case 'site_visit':
      return t('lead.did-visit');
    case 'chat':
      return t('lead.did-chat');
    case 'name_changed':
      return t('lead.did-name');
    case 'price_changed':
      return t('lead.did-price');
    case 'responsible_changed':
      return t('lead.did-owner');
    default:
      return t('lead.did-other');
  }
}
