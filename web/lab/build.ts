// Builds the bare page before the tests that mount islands on it.
import { build } from 'vite';

export default async function setup(): Promise<void> {
  await build({ configFile: 'lab/vite.config.ts', logLevel: 'error' });
}
