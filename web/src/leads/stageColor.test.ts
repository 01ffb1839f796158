import { expect, test } from 'vitest';
import { stageColor } from './stageColor';

test('only plain hex colours reach the style', () => {
  for (const color of ['#fffeb2', '#FFF']) {
    expect(stageColor(color)).toBe(color);
  }
  for (const color of ['', 'red', '#ffff', '#fffeb2; background: red', 'url(https://example.com)', '#fffeb2\n']) {
    expect(stageColor(color)).toBe('var(--pw-control-border)');
  }
});
