import type { Catalogue } from './catalogue';
import { app } from './es/app';
import { log } from './es/log';
import { automate } from './es/automate';
import { kit } from './es/kit';
import { leads } from './es/leads';
import { settings } from './es/settings';

export const es: Catalogue = { ...app, ...log, ...automate, ...kit, ...leads, ...settings };
