// What the shell lays over the page.
class Overlays {
  commands = $state(false);
  shortcuts = $state(false);
}

export const overlays = new Overlays();
