// The page calls what stands in `callbacks`; each one says when. Those that answer false stop what is under way.
import $ from 'jquery';
import type { Widget } from './widget';

// The page makes the widget with `new`, after it has lent its own methods to `this`; so this is a function, no class.
export default function (this: Widget): Widget {
  const self = this;

  // In the card of a lead the widget has a block in the right panel; elsewhere there is nothing to draw.
  function drawCard(): void {
    const texts = self.i18n('card') as { greeting: string };
    self.render_template({
      caption: { class_name: 'js-__CODE__-caption', html: '' },
      body: '',
      render: '<p class="js-__CODE__-greeting"></p>',
    });
    $('.js-__CODE__-greeting').text(self.get_settings().greeting || texts.greeting);
  }

  self.callbacks = {
    // First of all. What is drawn here is there before the others are called.
    render() {
      if (self.system().area === 'lcard') {
        drawCard();
      }
      return true;
    },

    // After that, once: data to fetch, connections to open.
    init() {
      return true;
    },

    // Listeners belong here, with a namespace of their own, so that `destroy` can take them away.
    bind_actions() {
      return true;
    },

    // The modal of the settings is open.
    settings() {},

    // The form of a trigger is open; its fields are those of `dp.settings` in the manifest.
    dpSettings() {
      $('input[name=message]').attr('maxlength', 500);
    },

    // Before settings are stored. False keeps the modal open.
    onSave() {
      return true;
    },

    // The page is left, or the widget switched off.
    destroy() {
      $(document).off('.__CODE__');
    },
  };

  return self;
}
