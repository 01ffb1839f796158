import type { Catalogue } from './catalogue';
import { app } from './pt/app';
import { integrations } from './pt/integrations';
import { log } from './pt/log';
import { automate } from './pt/automate';
import { kit } from './pt/kit';
import { leads } from './pt/leads';
import { settings } from './pt/settings';

export const pt: Catalogue = { ...app, ...integrations, ...log, ...automate, ...kit, ...leads, ...settings };
