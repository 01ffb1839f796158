import { mount } from 'svelte';
import App from './App.svelte';
import { i18n } from './i18n/i18n.svelte';
import './styles/layers.css';

const target = document.getElementById('pipewright');
if (target === null) {
  throw new Error('index.html has lost its #pipewright element');
}

// The catalogue first: a page that changes its language under the reader's eyes is worse than one that comes 10 ms later.
await i18n.start();
mount(App, { target });
