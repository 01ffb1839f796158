import { expect, test } from 'vitest';
import { failureOf, type Failure } from './client';

const problem = { type: 'about:blank', title: 'Bad request', status: 400, detail: 'price is not a number', code: 'invalid' };

test('what the server said becomes one kind of failure', () => {
  //    status  Retry-After  body          expected
  check(401, null, problem, { kind: 'signed-out' });
  check(429, '12', problem, { kind: 'throttled', retrySeconds: 12 });
  check(429, null, problem, { kind: 'throttled', retrySeconds: null });
  check(429, 'Wed, 21 Oct 2026 07:28:00 GMT', problem, { kind: 'throttled', retrySeconds: null });
  check(400, null, problem, { kind: 'problem', status: 400, detail: 'price is not a number', problems: [] });
  check(500, null, '<html>', { kind: 'problem', status: 500, detail: null, problems: [] });
  check(502, null, '<html>', { kind: 'unreachable' }); // A proxy's page, not the server's.
  check(503, null, problem, { kind: 'problem', status: 503, detail: 'price is not a number', problems: [] });
});

test('what is wrong with fields is found in both shapes', () => {
  const wrong = { path: 'price', code: 'bad_type', detail: 'a whole number is expected here' };
  const own = failureOf(400, null, { ...problem, errors: [wrong] });
  const compatible = failureOf(400, null, { ...problem, 'validation-errors': [{ request_id: '0', errors: [wrong] }] });
  expect([own, compatible].map((one) => (one.kind === 'problem' ? one.problems : null))).toEqual([[wrong], [wrong]]);
});

function check(status: number, retryAfter: string | null, body: unknown, expected: Failure) {
  expect(failureOf(status, retryAfter, body)).toEqual(expected);
}
