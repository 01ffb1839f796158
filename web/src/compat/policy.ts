// A page is served with the content policy that the account's widgets need. One that was opened before (signing in does not
// load it again, neither does installing a widget) is loaded again, once.

const KEY = 'pipewright.widget-policy';

/** Whether the page is about to be loaded again; whoever asked waits for ever. */
export function reloadsFor(policy: string): boolean {
  const served = document.querySelector<HTMLMetaElement>('meta[name="pipewright-policy"]')?.content;
  // Without a mark the page did not come from our server (the development server, tests).
  if (served === undefined || served === policy || policy === 'none' || sessionStorage.getItem(KEY) === policy) {
    return false;
  }
  sessionStorage.setItem(KEY, policy);
  location.reload();
  return true;
}
