import type { Catalogue } from './catalogue';
import { app } from './ru/app';
import { kit } from './ru/kit';
import { leads } from './ru/leads';

export const ru: Catalogue = { ...app, ...kit, ...leads };
