// Runs before the first paint, so that a chosen theme does not flash. A file of its own: the content policy allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('pipewright.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch (_) {
    // No memory: the system's theme it is.
  }
})();
