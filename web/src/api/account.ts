// One's own name, password and sessions, and the account's profile.
import { client, settle } from './client';

export interface Profile {
  name?: string;
  currency?: string;
  time_zone?: string;
  language?: string;
}

export const account = {
  sessions: () => settle(client.GET('/api/pipewright/v1/sessions')),
  closeOthers: () => settle(client.DELETE('/api/pipewright/v1/sessions')),
  changePassword: (passwords: { current?: string; new: string }) => settle(client.POST('/api/pipewright/v1/session/password', { body: passwords })),
  rename: (name: string) => settle(client.PATCH('/api/pipewright/v1/session', { body: { name } })),
  profile: () => settle(client.GET('/api/pipewright/v1/account/profile')),
  changeProfile: (profile: Profile) => settle(client.PATCH('/api/pipewright/v1/account/profile', { body: profile })),
};
