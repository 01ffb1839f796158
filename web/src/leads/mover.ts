// A move with its way back: told in a toast, undone from there, explained when it failed.
import type { Failure } from '../api/client';
import { t } from '../i18n/i18n.svelte';
import { toasts } from '../ui/toasts.svelte';
import { find, type Target } from './board';
import type { LiveBoard } from './board.svelte';
import { leadName } from './news';

export class Mover {
  #data: LiveBoard;

  constructor(data: LiveBoard) {
    this.#data = data;
  }

  async move(ids: readonly number[], to: Target): Promise<void> {
    const before = this.#data.board;
    if (before === null) {
      return;
    }
    const found = ids.map((id) => find(before, id)).filter((one) => one !== null);
    const moving = found.filter((one) => one.column.stage.id !== to.stageId || before.pipelineId !== to.pipelineId);
    // A lead from a list may be on no page of the board; it is moved all the same.
    const unknown = ids.filter((id) => !found.some((one) => one.lead.id === id));
    if (moving.length + unknown.length === 0) {
      return;
    }
    const back = new Map<number, number[]>();
    for (const one of moving) {
      back.set(one.column.stage.id, [...(back.get(one.column.stage.id) ?? []), one.lead.id]);
    }
    const failure = this.#data.move([...moving.map((one) => one.lead.id), ...unknown], to);
    const undo = async () => {
      for (const [stageId, leads] of back) {
        this.tell(await this.#data.move(leads, { pipelineId: before.pipelineId, stageId }));
      }
    };
    const told = toasts.show(this.#said(moving.map((one) => leadName(t, one.lead)), ids.length, to), {
      ...(unknown.length === 0 && { action: { label: t('kit.undo'), run: () => void undo() } }),
    });
    const why = await failure;
    if (why !== null) {
      toasts.close(told);
      this.tell(why);
    }
  }

  tell(failure: Failure | null, done?: string): void {
    if (failure === null) {
      if (done !== undefined) {
        toasts.show(done, { kind: 'success' });
      }
      return;
    }
    const why = failure.kind === 'problem' ? (failure.problems[0]?.detail ?? failure.detail) : null;
    toasts.failed(why ?? t(failure.kind === 'unreachable' ? 'app.unreachable' : 'app.failed'));
  }

  #said(names: readonly string[], count: number, to: Target): string {
    const pipeline = this.#data.pipelines?.find((one) => one.id === to.pipelineId);
    const stage = pipeline?.stages.find((one) => one.id === to.stageId)?.name ?? '';
    const [name] = names;
    if (count > 1 || name === undefined) {
      return t('leads.moved-many', { count, stage });
    }
    return pipeline !== undefined && pipeline.id !== this.#data.board?.pipelineId
      ? t('leads.moved-pipeline', { lead: name, stage, pipeline: pipeline.name })
      : t('leads.moved', { lead: name, stage });
  }
}
