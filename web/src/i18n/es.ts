import type { Catalogue } from './catalogue';
import { app } from './es/app';
import { integrations } from './es/integrations';
import { log } from './es/log';
import { automate } from './es/automate';
import { kit } from './es/kit';
import { leads } from './es/leads';
import { settings } from './es/settings';

export const es: Catalogue = { ...app, ...integrations, ...log, ...automate, ...kit, ...leads, ...settings };
