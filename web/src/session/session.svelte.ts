// Who is signed in. The cookie is HttpOnly, so only the server knows: it is asked once, and told of changes.
import { api, type Failure } from '../api/client';
import type { Session } from '../api/types';
import { i18n } from '../i18n/i18n.svelte';

export type SignedOutReason = 'first-visit' | 'link-expired' | 'signed-out' | 'ended';
export type SessionState =
  | { kind: 'asking' }
  | { kind: 'unknown'; failure: Failure }
  | { kind: 'out'; reason: SignedOutReason }
  | { kind: 'in'; session: Session; arrived: boolean };

class SessionHolder {
  state: SessionState = $state.raw({ kind: 'asking' });

  async ask(): Promise<void> {
    this.state = { kind: 'asking' };
    const isLinkExpired = new URLSearchParams(location.search).get('link') === 'expired';
    const outcome = await api.session();
    if (outcome.ok) {
      await this.#enter(outcome.value, false);
    } else if (outcome.failure.kind === 'signed-out') {
      this.state = { kind: 'out', reason: isLinkExpired ? 'link-expired' : 'first-visit' };
    } else {
      this.state = { kind: 'unknown', failure: outcome.failure };
      return;
    }
    if (isLinkExpired) {
      history.replaceState(null, '', location.pathname); // Said once: a reload or a bookmark does not say it again.
    }
  }

  /** Name, account or rights have changed: shown without a reload. */
  async refresh(): Promise<void> {
    const outcome = await api.session();
    if (outcome.ok && this.state.kind === 'in') {
      this.state = { ...this.state, session: outcome.value };
    }
  }

  async signIn(email: string, password: string): Promise<Failure | null> {
    const outcome = await api.signIn({ email, password });
    if (!outcome.ok) {
      return outcome.failure;
    }
    await this.#enter(outcome.value, true);
    return null;
  }

  async signOut(): Promise<Failure | null> {
    const outcome = await api.signOut();
    if (!outcome.ok && outcome.failure.kind !== 'signed-out') {
      return outcome.failure;
    }
    this.state = { kind: 'out', reason: 'signed-out' };
    return null;
  }

  /** Some request was answered "sign in first". */
  ended(): void {
    if (this.state.kind === 'in') {
      this.state = { kind: 'out', reason: 'ended' };
    }
  }

  async #enter(session: Session, arrived: boolean): Promise<void> {
    await i18n.suggest(session.account.language);
    this.state = { kind: 'in', session, arrived };
  }
}

export const session = new SessionHolder();
