// Runs before the first paint, from a file because the content security policy allows no inline script.
(() => {
  const { dataset } = document.documentElement;
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  if (localStorage.getItem('motion') === 'reduced') dataset.motion = 'reduced';
})();
