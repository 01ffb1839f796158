// What a screen reader hears of events. Pure.
import type { t as translate } from '../i18n/i18n.svelte';
import type { Lead } from '../api/types';
import type { News } from './board';

const SENTENCES_MAX = 3; // More at once is noise: then only their number is told.

export function tellNews(t: typeof translate, news: readonly News[]): string {
  const latest = [...new Map(news.map((one) => [one.lead.id, one])).values()];
  if (latest.length > SENTENCES_MAX) {
    return t('leads.many-changed', { count: latest.length });
  }
  return latest.map((one) => sentence(t, one)).join(' ');
}

export function leadName(t: typeof translate, lead: Pick<Lead, 'id' | 'name'>): string {
  return lead.name.trim() === '' ? t('leads.unnamed', { id: String(lead.id) }) : lead.name;
}

function sentence(t: typeof translate, news: News): string {
  const lead = leadName(t, news.lead);
  switch (news.kind) {
    case 'added':
      return t('leads.added', { lead, stage: news.stage.name });
    case 'moved':
      return t('leads.moved', { lead, stage: news.stage.name });
    case 'left':
      return t('leads.left', { lead });
    case 'gone':
      return t('leads.gone', { lead });
  }
}
