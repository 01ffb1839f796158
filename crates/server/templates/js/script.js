// The page calls what stands in `callbacks`; each one says when. Those that answer false stop what is under way.
define(['jquery'], function ($) {
  return function () {
    var self = this;

    // In the card of a lead the widget has a block in the right panel; elsewhere there is nothing to draw.
    function drawCard() {
      var greeting = self.get_settings().greeting || self.i18n('card').greeting;
      self.render_template({
        caption: {class_name: 'js-__CODE__-caption', html: ''},
        body: '',
        render: '<p class="js-__CODE__-greeting"></p>'
      });
      $('.js-__CODE__-greeting').text(greeting);
    }

    this.callbacks = {
      // First of all. What is drawn here is there before the others are called.
      render: function () {
        if (self.system().area === 'lcard') {
          drawCard();
        }
        return true;
      },

      // After that, once: data to fetch, connections to open.
      init: function () {
        return true;
      },

      // Listeners belong here, with a namespace of their own, so that `destroy` can take them away.
      bind_actions: function () {
        return true;
      },

      // The modal of the settings is open.
      settings: function () {},

      // The form of a trigger is open; its fields are those of `dp.settings` in the manifest.
      dpSettings: function () {
        $('input[name=message]').attr('maxlength', 500);
      },

      // Before settings are stored. False keeps the modal open.
      onSave: function () {
        return true;
      },

      // The page is left, or the widget switched off.
      destroy: function () {
        $(document).off('.__CODE__');
      }
    };

    return this;
  };
});
