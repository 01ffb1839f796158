import type { Catalogue } from './catalogue';
import { app } from './es/app';
import { kit } from './es/kit';
import { leads } from './es/leads';

export const es: Catalogue = { ...app, ...kit, ...leads };
