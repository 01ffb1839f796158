// What was sent, and how it went.
import { client, settle } from './client';

export const deliveries = {
  list: (query: { lead_id?: number; trigger_id?: number; state?: string; before?: number; limit?: number }) =>
    settle(client.GET('/api/pipewright/v1/deliveries', { params: { query } })),
  get: (id: number) => settle(client.GET('/api/pipewright/v1/deliveries/{id}', { params: { path: { id } } })),
  /** Sends it once more, with the same id and body. */
  replay: (id: number) => settle(client.POST('/api/pipewright/v1/deliveries/{id}/replay', { params: { path: { id } } })),
};
