import { expect, test } from 'vitest';
import { passwordComplaints, passwordFailure } from './password';

test('before the server is asked', () => {
  //    current  new          again        expected
  check(null, 'long enough', 'long enough', '');
  check('', 'long enough', 'long enough', 'current password.current-missing');
  check('x', 'short', 'short', 'new password.too-short');
  check('', 'short', '', 'current password.current-missing, new password.too-short');
  check('x', 'long enough', 'long enougH', 'again password.differs');
  check('x', '🔑🔑🔑🔑🔑🔑🔑🔑', '🔑🔑🔑🔑🔑🔑🔑🔑', ''); //  Eight letters, not sixteen.
});

test('after it was', () => {
  const wrong = { kind: 'problem', status: 400, detail: null, problems: [{ path: 'current', code: 'wrong', detail: '' }] } as const;
  expect(passwordFailure(wrong)).toEqual({ field: 'current', key: 'password.wrong' });
  expect(passwordFailure({ kind: 'throttled', retrySeconds: null }).key).toBe('sign-in.throttled-open');
  expect(passwordFailure({ kind: 'unreachable' }).key).toBe('app.unreachable');
});

function check(current: string | null, fresh: string, again: string, expected: string) {
  expect(passwordComplaints(current, fresh, again).map(({ field, key }) => `${field} ${key}`).join(', ')).toBe(expected);
}
