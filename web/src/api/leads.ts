// Pipelines, stages, leads and their contacts. Reading is our own surface; changes speak the compatible one, as every
// program outside does, so that the browser has no powers of its own.
import { client, settle, type Outcome } from './client';

export interface LeadQuery {
  order?: 'new' | 'changed';
  query?: string;
  responsible_user_id?: number;
  price_from?: number;
  price_to?: number;
}

/** What may be changed of a lead. */
export interface LeadChange {
  name?: string;
  price?: number;
  pipeline_id?: number;
  status_id?: number;
  responsible_user_id?: number;
}

const CHANGES_MAX = 250; // The server takes no more in one request.

export const leads = {
  pipelines: () => settle(client.GET('/api/pipewright/v1/pipelines')),
  board: (query: LeadQuery & { pipeline_id: number; limit?: number }) => settle(client.GET('/api/pipewright/v1/board', { params: { query } })),
  list: (query: LeadQuery & { pipeline_id?: number; stage_id?: number; limit?: number; after?: string }) =>
    settle(client.GET('/api/pipewright/v1/leads', { params: { query } })),
  get: (id: number) => settle(client.GET('/api/pipewright/v1/leads/{id}', { params: { path: { id } } })),
  colleagues: () => settle(client.GET('/api/pipewright/v1/colleagues')),

  /** Gives the ids of those that were made. */
  create: async (lead: LeadChange): Promise<Outcome<number[]>> => {
    const outcome = await settle(client.POST('/api/v4/leads', { body: [lead] as never }));
    return outcome.ok ? { ok: true, value: idsIn(outcome.value, 'leads') } : outcome;
  },
  change: (id: number, change: LeadChange) =>
    settle(client.PATCH('/api/v4/leads/{id}', { params: { path: { id } }, body: change as never })),
  /** Many at once, in as many requests as it takes; stops at the first that is refused. */
  changeMany: async (changes: readonly (LeadChange & { id: number })[]): Promise<Outcome<null>> => {
    for (let at = 0; at < changes.length; at += CHANGES_MAX) {
      const outcome = await settle(client.PATCH('/api/v4/leads', { body: changes.slice(at, at + CHANGES_MAX) as never }));
      if (!outcome.ok) {
        return outcome;
      }
    }
    return { ok: true, value: null };
  },

  /** Contacts by a part of their name. */
  findContacts: async (query: string): Promise<Outcome<{ id: number; name: string }[]>> => {
    const outcome = await settle(client.GET('/api/v4/contacts', { params: { query: { query, limit: 8 } } }));
    const page = outcome.ok ? (outcome.value as { _embedded?: { contacts?: { id: number; name: string }[] } } | undefined) : undefined;
    return outcome.ok ? { ok: true, value: (page?._embedded?.contacts ?? []).map(({ id, name }) => ({ id, name })) } : outcome;
  },
  createContact: async (name: string): Promise<Outcome<number[]>> => {
    const outcome = await settle(client.POST('/api/v4/contacts', { body: [{ name }] as never }));
    return outcome.ok ? { ok: true, value: idsIn(outcome.value, 'contacts') } : outcome;
  },
  renameContact: (id: number, name: string) =>
    settle(client.PATCH('/api/v4/contacts/{id}', { params: { path: { id } }, body: { name } as never })),
  link: (lead: number, contact: number, isMain: boolean) =>
    settle(
      client.POST('/api/v4/{entity}/{id}/link', {
        params: { path: { entity: 'leads', id: lead } },
        body: [{ to_entity_id: contact, to_entity_type: 'contacts', metadata: { is_main: isMain } }] as never,
      }),
    ),
  unlink: (lead: number, contact: number) =>
    settle(
      client.POST('/api/v4/{entity}/{id}/unlink', {
        params: { path: { entity: 'leads', id: lead } },
        body: [{ to_entity_id: contact, to_entity_type: 'contacts' }] as never,
      }),
    ),

  changeStage: (pipeline: number, stage: number, change: { name?: string; color?: string; sort?: number }) =>
    settle(client.PATCH('/api/v4/leads/pipelines/{id}/statuses/{stage}', { params: { path: { id: pipeline, stage } }, body: change as never })),
  createStage: (pipeline: number, stage: { name: string; color?: string; sort: number }) =>
    settle(client.POST('/api/v4/leads/pipelines/{id}/statuses', { params: { path: { id: pipeline } }, body: [stage] as never })),
  createPipeline: (name: string, stages: readonly { name: string; color: string }[], isMain: boolean) =>
    settle(
      client.POST('/api/v4/leads/pipelines', {
        body: [
          {
            name,
            sort: 1,
            is_main: isMain,
            is_unsorted_on: false,
            _embedded: { statuses: stages.map((stage, at) => ({ ...stage, sort: (at + 1) * 10 })) },
          },
        ] as never,
      }),
    ),
};

function idsIn(answer: unknown, what: 'leads' | 'contacts'): number[] {
  const page = answer as { _embedded?: Record<string, { id: number }[]> } | undefined;
  return (page?._embedded?.[what] ?? []).map((one) => one.id);
}
