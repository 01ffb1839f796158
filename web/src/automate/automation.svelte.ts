// What the automation screen knows and does: asks, listens, changes, and offers the way back.
import { automation as api } from '../api/automation';
import type { Failure, Outcome } from '../api/client';
import { fields } from '../api/fields';
import { leads } from '../api/leads';
import { widgets } from '../api/widgets';
import type { Batch, Named, Pipeline, Place, TriggerDraft, TriggerRule, Widget } from '../api/types';
import { Resource } from '../data/resource.svelte';
import { t } from '../i18n/i18n.svelte';
import { toasts } from '../ui/toasts.svelte';
import { bodyOf, draftOf } from './draft';

/** How often a running batch is asked for: it makes no event of its own. */
const BATCH_MS = 1_000;

export class Automation {
  pipelines = new Resource(async () => {
    const outcome = await leads.pipelines();
    return outcome.ok ? { ok: true as const, value: outcome.value.pipelines as readonly Pipeline[] } : outcome;
  });
  rules = new Resource<readonly TriggerRule[]>(() => api.rules());
  widgets: readonly Widget[] = $state.raw([]);
  colleagues: readonly Named[] = $state.raw([]);
  /** Null while the server has no such list. */
  tags: readonly Named[] | null = $state.raw(null);
  customFields: readonly Named[] | null = $state.raw(null);
  batches: readonly Batch[] = $state.raw([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  async load(): Promise<void> {
    await Promise.all([this.pipelines.load(), this.rules.load(), this.#loadRest()]);
  }

  async #loadRest(): Promise<void> {
    const [found, colleagues, tags, customFields] = await Promise.all([widgets.list(), leads.colleagues(), fields.tags(), fields.customFields()]);
    this.widgets = found.ok ? found.value.widgets : this.widgets;
    this.colleagues = colleagues.ok ? colleagues.value.users : this.colleagues;
    this.tags = tags.ok ? tags.value : null;
    this.customFields = customFields.ok ? customFields.value : null;
    await this.watchBatches();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.pipelines.stop();
    this.rules.stop();
  }

  /** Batches of triggers, asked for as long as one of them runs. */
  async watchBatches(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await api.batches();
    this.batches = answer.ok && Array.isArray(answer.value?.batches) ? answer.value.batches : this.batches;
    if (!this.#isOver && this.batches.some((batch) => batch.state === 'running')) {
      this.#timer = setTimeout(() => void this.watchBatches(), BATCH_MS);
    }
  }

  async cancelBatch(id: number): Promise<void> {
    this.#told(await api.cancelBatch(id));
    await this.watchBatches();
  }

  /** Makes or replaces; the failure goes to the fields of the editor. */
  async save(id: number | null, draft: TriggerDraft): Promise<Failure | null> {
    const outcome = id === null ? await api.create(bodyOf(draft)) : await api.replace(id, bodyOf(draft));
    if (!outcome.ok) {
      return outcome.failure;
    }
    this.#put(outcome.value);
    if (draft.apply_to_existing) {
      await this.watchBatches();
    }
    return null;
  }

  async toggle(rule: TriggerRule): Promise<void> {
    const wasOn = rule.state === 'enabled';
    this.#put({ ...rule, state: wasOn ? 'disabled' : 'enabled' });
    const outcome = wasOn ? await api.disable(rule.id) : await api.enable(rule.id);
    this.#put(outcome.ok ? outcome.value : rule);
    this.#told(outcome);
  }

  /** New stages, shown at once, with the way back. */
  async place(rule: TriggerRule, stages: Place[]): Promise<void> {
    const before = draftOf(rule);
    this.#put({ ...rule, stages });
    const outcome = await api.replace(rule.id, bodyOf({ ...before, stages }));
    this.#put(outcome.ok ? outcome.value : rule);
    if (this.#told(outcome)) {
      const undo = async () => {
        const back = await api.replace(rule.id, bodyOf(before));
        if (this.#told(back) && back.ok) {
          this.#put(back.value);
        }
      };
      toasts.show(t('automate.placed', { name: rule.name || t('automate.unnamed'), count: stages.length }), { action: { label: t('kit.undo'), run: () => void undo() } });
    }
  }

  /** A copy beside it, or on another stage; it is off, so that nothing happens twice by surprise. */
  async copy(rule: TriggerRule, stages: Place[]): Promise<TriggerRule | null> {
    const name = t('automate.copy-name', { name: rule.name || t('automate.unnamed') });
    const outcome = await api.create(bodyOf({ ...draftOf(rule), name, stages, enabled: false }));
    if (!outcome.ok) {
      this.#told(outcome);
      return null;
    }
    this.#put(outcome.value);
    toasts.show(t('automate.copied', { name }), { action: { label: t('kit.undo'), run: () => void this.remove(outcome.value) } });
    return outcome.value;
  }

  async remove(rule: TriggerRule): Promise<void> {
    this.rules.patch((rules) => rules.filter((one) => one.id !== rule.id));
    const outcome = await api.remove(rule.id);
    if (!this.#told(outcome)) {
      this.#put(rule);
      return;
    }
    const undo = async () => {
      const made = await api.create(bodyOf(draftOf(rule)));
      if (made.ok) {
        this.#put(made.value);
      }
      this.#told(made);
    };
    toasts.show(t('automate.deleted', { name: rule.name || t('automate.unnamed') }), { action: { label: t('kit.undo'), run: () => void undo() } });
  }

  async apply(rule: TriggerRule): Promise<void> {
    this.#told(await api.apply(rule.id));
    await this.watchBatches();
  }

  #put(rule: TriggerRule): void {
    this.rules.patch((rules) => (rules.some((one) => one.id === rule.id) ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule]));
  }

  #told(outcome: Outcome<unknown>): boolean {
    if (!outcome.ok) {
      toasts.failed(reasonOf(outcome.failure));
    }
    return outcome.ok;
  }
}

/** What went wrong, in a sentence: the server's own when it has one. */
export function reasonOf(failure: Failure): string {
  if (failure.kind !== 'problem') {
    return failure.kind === 'unreachable' ? t('app.unreachable') : t('app.failed');
  }
  return failure.problems[0]?.detail ?? failure.detail ?? t('app.failed');
}
