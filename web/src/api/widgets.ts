// Installed widgets: what they are, what an archive would be, and their settings.
import { client, settle, type Outcome } from './client';
import type { WidgetCheck, WidgetInstalled, WidgetVersion } from './types';

const V1 = '/api/pipewright/v1';
const ask = async <T>(request: Promise<Outcome<unknown>>): Promise<Outcome<T>> => (await request) as Outcome<T>;

export interface WidgetSettings {
  /** `null` goes back to the manifest's. */
  webhook_url?: string | null;
  /** `null` goes back to the account's. */
  hook_encoding?: 'json' | 'form' | null;
  retry_policy?: 'vendor' | 'once';
  is_active?: boolean;
}

/** An archive is sent as it is: no JSON around it. */
const archive = (file: Blob) => ({ body: file as never, bodySerializer: (body: unknown) => body as Blob, headers: { 'Content-Type': 'application/zip' } });

export const widgets = {
  list: () => settle(client.GET('/api/pipewright/v1/widgets')),
  check: (file: Blob) => ask<WidgetCheck>(settle(client.POST('/api/pipewright/v1/widgets/check', archive(file)))),
  install: (file: Blob, query: { replace?: boolean; code?: string; name?: string }) =>
    ask<WidgetInstalled>(settle(client.POST('/api/pipewright/v1/widgets', { params: { query }, ...archive(file) }))),
  change: (code: string, settings: WidgetSettings) =>
    ask<WidgetInstalled>(settle(client.PATCH('/api/pipewright/v1/widgets/{code}', { params: { path: { code } }, body: settings as never }))),
  remove: (code: string) => settle(client.DELETE('/api/pipewright/v1/widgets/{code}', { params: { path: { code } } })),
  versions: (code: string) =>
    ask<{ versions: WidgetVersion[] }>(settle(client.GET(`${V1}/widgets/{code}/versions` as never, { params: { path: { code } } } as never))),
  rollBack: (code: string, n: number) =>
    ask<WidgetInstalled>(settle(client.POST(`${V1}/widgets/{code}/rollback` as never, { params: { path: { code } }, body: { n } } as never))),
};
