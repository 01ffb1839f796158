// Turns <script class="pipewright_oauth" data-client-id="…"> into a button that asks for access to an account.
// Attributes: data-client-id, data-title, data-compact, data-class-name, data-color, data-state, data-mode
// (popup or post_message), data-error-callback (name of a global function, called with {client_id, error}).
(function () {
  'use strict';
  var COLORS = { default: '#1f4fbf', blue: '#1f4fbf', violet: '#6b3fa0', green: '#1c7a43', orange: '#b35309', red: '#b3261e' };
  var WIDTH = 750, HEIGHT = 580;

  function address(script, data) {
    var query = 'client_id=' + encodeURIComponent(data.clientId) + '&mode=' + encodeURIComponent(data.mode || 'popup');
    if (data.state) query += '&state=' + encodeURIComponent(data.state);
    if (data.errorCallback) query += '&error_callback=1';
    return new URL('/oauth?' + query, script.src).href;
  }

  function open(url) {
    var left = window.screenX + Math.max(0, (window.outerWidth - WIDTH) / 2);
    var top = window.screenY + Math.max(0, (window.outerHeight - HEIGHT) / 2);
    var opened = window.open(url, 'pipewright_oauth', 'width=' + WIDTH + ',height=' + HEIGHT + ',left=' + left + ',top=' + top);
    // A blocked window: the same page in this one, which then comes back by itself.
    if (!opened) window.location.href = url.replace('mode=popup', 'mode=redirect');
  }

  function listen(script, data) {
    var origin = new URL(script.src).origin;
    window.addEventListener('message', function (event) {
      var told = event.data;
      if (event.origin !== origin || !told || told.client_id !== data.clientId || !told.error) return;
      var callback = window[data.errorCallback];
      if (typeof callback === 'function') callback({ client_id: told.client_id, error: told.error });
    });
  }

  function place(script) {
    var data = script.dataset;
    if (!data.clientId || data.placed) return;
    data.placed = '1';
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = data.title || 'Connect';
    button.className = data.className || '';
    if (!data.className) {
      var color = COLORS[data.color] || COLORS.default;
      var padding = data.compact === 'true' ? '.25rem .75rem' : '.6rem 1.25rem';
      button.style.cssText = 'font:inherit;cursor:pointer;border:0;border-radius:.25rem;color:#fff;background:' + color + ';padding:' + padding;
    }
    button.addEventListener('click', function () { open(address(script, data)); });
    if (data.errorCallback) listen(script, data);
    script.parentNode.insertBefore(button, script.nextSibling);
  }

  var found = document.querySelectorAll('script.pipewright_oauth, script.kommo_oauth, script.amocrm_oauth');
  Array.prototype.forEach.call(found, place);
})();
