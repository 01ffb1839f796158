// Triggers, runs, deliveries and what happened.
import { client, settle } from './client';

export const automation = {
  triggers: () => settle(client.GET('/api/pipewright/v1/triggers')),
  /** Which triggers a movement would fire, without moving. */
  explainMove: (lead_id: number, from: { pipeline_id: number; stage_id: number }, to: { pipeline_id: number; stage_id: number }) =>
    settle(client.POST('/api/pipewright/v1/explain', { body: { lead_id, event: 'lead_status_changed', from, to } as never })),
  runs: (query: { lead_id?: number; trigger_id?: number; state?: 'waiting'; before?: number; limit?: number }) =>
    settle(client.GET('/api/pipewright/v1/runs', { params: { query } })),
  runNow: (id: number) => settle(client.POST('/api/pipewright/v1/runs/{id}/now', { params: { path: { id } } })),
  cancelRun: (id: number) => settle(client.POST('/api/pipewright/v1/runs/{id}/cancel', { params: { path: { id } } })),
  events: (query: { lead_id: number; before?: number; limit?: number }) => settle(client.GET('/api/pipewright/v1/events', { params: { query } })),
};
