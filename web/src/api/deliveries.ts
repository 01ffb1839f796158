// What was sent, and how it went.
import { client, settle } from './client';

export const deliveries = {
  list: (query: { lead_id?: number; trigger_id?: number; state?: string; before?: number; limit?: number }) =>
    settle(client.GET('/api/pipewright/v1/deliveries', { params: { query } })),
};
