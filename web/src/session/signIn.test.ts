import { expect, test } from 'vitest';
import type { Failure } from '../api/client';
import { complaintAfter, complaintsBefore } from './signIn';

test('before the server is asked', () => {
  //     email               password  expected
  before('', '', 'email sign-in.email-missing, password sign-in.password-missing');
  before('   ', 'x', 'email sign-in.email-missing');
  before('ana', 'x', 'email sign-in.email-invalid');
  before('ana@', 'x', 'email sign-in.email-invalid');
  before('ana @example.com', 'x', 'email sign-in.email-invalid');
  before('ana@example.com', '', 'password sign-in.password-missing');
  before(' ana@example.com ', ' ', ''); // A space is a password; around an address it is a slip.
  before('ana@localhost', 'x', '');
});

test('after it was', () => {
  after({ kind: 'signed-out' }, 'password sign-in.wrong');
  after({ kind: 'throttled', retrySeconds: 9 }, 'form sign-in.throttled');
  after({ kind: 'throttled', retrySeconds: null }, 'form sign-in.throttled-open');
  after({ kind: 'unreachable' }, 'form app.unreachable');
  after({ kind: 'problem', status: 500, detail: 'x', problems: [] }, 'form app.failed');
});

function before(email: string, password: string, expected: string) {
  const told = complaintsBefore(email, password).map(({ field, key }) => `${field} ${key}`);
  expect(told.join(', ')).toBe(expected);
}

function after(failure: Failure, expected: string) {
  const { field, key } = complaintAfter(failure);
  expect(`${field ?? 'form'} ${key}`).toBe(expected);
}
