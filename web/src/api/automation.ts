// Triggers, their runs, and what happened. Where the document leaves the shape of a trigger open, it is named in types.ts.
import { client, settle, type Outcome } from './client';
import type { Batch, Place, RunDetails, TriggerDraft, TriggerRule } from './types';

const V1 = '/api/pipewright/v1';

/** Triggers as the server keeps them, with the parts that the document only calls objects. */
const rules = async (): Promise<Outcome<TriggerRule[]>> => {
  const outcome = await settle(client.GET('/api/pipewright/v1/triggers'));
  return outcome.ok ? { ok: true, value: outcome.value.triggers as unknown as TriggerRule[] } : outcome;
};

const ask = async <T>(request: Promise<Outcome<unknown>>): Promise<Outcome<T>> => (await request) as Outcome<T>;

export const automation = {
  triggers: () => settle(client.GET('/api/pipewright/v1/triggers')),
  rules,
  create: (draft: TriggerDraft) => ask<TriggerRule>(settle(client.POST('/api/pipewright/v1/triggers', { body: draft as never }))),
  replace: (id: number, draft: TriggerDraft) =>
    ask<TriggerRule>(settle(client.PUT('/api/pipewright/v1/triggers/{id}', { params: { path: { id } }, body: draft as never }))),
  enable: (id: number) => ask<TriggerRule>(settle(client.POST('/api/pipewright/v1/triggers/{id}/enable', { params: { path: { id } } }))),
  disable: (id: number) => ask<TriggerRule>(settle(client.POST('/api/pipewright/v1/triggers/{id}/disable', { params: { path: { id } } }))),
  remove: (id: number) => settle(client.DELETE('/api/pipewright/v1/triggers/{id}', { params: { path: { id } } })),

  /** Also for the leads that stand there already. */
  apply: (id: number) => ask<Batch>(settle(client.POST(`${V1}/triggers/{id}/apply` as never, { params: { path: { id } } } as never))),
  batches: () => ask<{ batches: Batch[] }>(settle(client.GET(`${V1}/batches` as never, { params: { query: { limit: 20 } } } as never))),
  cancelBatch: (id: number) => ask<Batch>(settle(client.POST(`${V1}/batches/{id}/cancel` as never, { params: { path: { id } } } as never))),

  /** Which triggers a movement would fire, without moving. */
  explainMove: (lead_id: number, from: Place, to: Place) =>
    settle(client.POST('/api/pipewright/v1/explain', { body: { lead_id, event: 'lead_status_changed', from, to } as never })),
  /** The same for any event; for one that has happened, by its id. */
  explain: (question: { event_id: number; trigger_id?: number } | { lead_id: number; event: string; from?: Place; to?: Place }) =>
    settle(client.POST('/api/pipewright/v1/explain', { body: question as never })),

  runs: (query: { lead_id?: number; trigger_id?: number; state?: 'waiting'; before?: number; limit?: number }) =>
    settle(client.GET('/api/pipewright/v1/runs', { params: { query } })),
  run: (id: number) => ask<RunDetails>(settle(client.GET('/api/pipewright/v1/runs/{id}', { params: { path: { id } } }))),
  runNow: (id: number) => settle(client.POST('/api/pipewright/v1/runs/{id}/now', { params: { path: { id } } })),
  cancelRun: (id: number) => settle(client.POST('/api/pipewright/v1/runs/{id}/cancel', { params: { path: { id } } })),
  events: (query: { lead_id: number; before?: number; limit?: number }) => settle(client.GET('/api/pipewright/v1/events', { params: { query } })),
};
