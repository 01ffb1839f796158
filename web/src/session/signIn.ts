// What may be wrong with a sign-in, before and after the server was asked. Pure: gives keys, not words.
import type { Failure } from '../api/client';

export type FieldName = 'email' | 'password';
export type Complaint =
  | { field: FieldName; key: 'sign-in.email-missing' | 'sign-in.email-invalid' | 'sign-in.password-missing' | 'sign-in.wrong' }
  | { field: null; key: 'sign-in.throttled'; seconds: number }
  | { field: null; key: 'sign-in.throttled-open' | 'app.unreachable' | 'app.failed' };

/** All complaints at once, in the order of the fields. */
export function complaintsBefore(email: string, password: string): Complaint[] {
  const complaints: Complaint[] = [];
  if (email.trim() === '') {
    complaints.push({ field: 'email', key: 'sign-in.email-missing' });
  } else if (!/^\S+@\S+$/.test(email.trim())) {
    complaints.push({ field: 'email', key: 'sign-in.email-invalid' });
  }
  if (password === '') {
    complaints.push({ field: 'password', key: 'sign-in.password-missing' });
  }
  return complaints;
}

/** The server does not say which of the two was wrong, and neither do we: the complaint stands where one types again. */
export function complaintAfter(failure: Failure): Complaint {
  switch (failure.kind) {
    case 'signed-out':
      return { field: 'password', key: 'sign-in.wrong' };
    case 'throttled':
      return failure.retrySeconds === null
        ? { field: null, key: 'sign-in.throttled-open' }
        : { field: null, key: 'sign-in.throttled', seconds: failure.retrySeconds };
    case 'unreachable':
      return { field: null, key: 'app.unreachable' };
    case 'problem':
      return { field: null, key: 'app.failed' };
  }
}

