// What may be wrong with a new password before the server is asked. Pure: gives keys, not words.
import type { Failure } from '../api/client';

export const PASSWORD_CHARS_MIN = 8; // The server's own limit, which has the last word.

export type PasswordField = 'current' | 'new' | 'again';
export interface PasswordComplaint {
  field: PasswordField | null;
  key: 'password.current-missing' | 'password.too-short' | 'password.differs' | 'password.wrong' | 'sign-in.throttled-open' | 'app.unreachable' | 'app.failed';
}

export function passwordComplaints(current: string | null, fresh: string, again: string): PasswordComplaint[] {
  const complaints: PasswordComplaint[] = [];
  if (current === '') {
    complaints.push({ field: 'current', key: 'password.current-missing' });
  }
  if ([...fresh].length < PASSWORD_CHARS_MIN) {
    complaints.push({ field: 'new', key: 'password.too-short' });
  } else if (fresh !== again) {
    complaints.push({ field: 'again', key: 'password.differs' });
  }
  return complaints;
}

export function passwordFailure(failure: Failure): PasswordComplaint {
  if (failure.kind === 'throttled') {
    return { field: null, key: 'sign-in.throttled-open' };
  }
  if (failure.kind !== 'problem') {
    return { field: null, key: 'app.unreachable' };
  }
  const paths = failure.problems.map((one) => one.path);
  return paths.includes('current') ? { field: 'current', key: 'password.wrong' } : paths.includes('new') ? { field: 'new', key: 'password.too-short' } : { field: null, key: 'app.failed' };
}
