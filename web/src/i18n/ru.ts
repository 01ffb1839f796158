import type { Catalogue } from './catalogue';
import { app } from './ru/app';
import { automate } from './ru/automate';
import { kit } from './ru/kit';
import { leads } from './ru/leads';
import { settings } from './ru/settings';

export const ru: Catalogue = { ...app, ...automate, ...kit, ...leads, ...settings };
