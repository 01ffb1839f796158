import type { Catalogue } from './catalogue';
import { app } from './ru/app';
import { integrations } from './ru/integrations';
import { log } from './ru/log';
import { automate } from './ru/automate';
import { kit } from './ru/kit';
import { leads } from './ru/leads';
import { settings } from './ru/settings';

export const ru: Catalogue = { ...app, ...integrations, ...log, ...automate, ...kit, ...leads, ...settings };
