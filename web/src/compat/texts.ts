// The few words that the host itself says inside islands. They come with the lazy chunk, so they are not in the page's
// catalogues.

const en = {
  failed: 'widget failed',
  failedIn: 'failed in',
  more: 'Details',
  required: 'Fill in this field.',
  save: 'Save',
  cancel: 'Cancel',
  install: 'Install',
  switchOff: 'Switch off',
  remove: 'Delete',
  close: 'Close',
  selectAll: 'Select all',
  notSaved: 'Not saved.',
  slowSave: 'The widget did not finish saving.',
  widgets: 'Widgets',
  collapse: 'Show or hide',
  login: 'Login',
  password: 'Password',
};

export type Words = typeof en;

const all: Record<string, Words> = {
  en,
  es: {
    failed: 'el widget falló',
    failedIn: 'falló en',
    more: 'Detalles',
    required: 'Rellene este campo.',
    save: 'Guardar',
    cancel: 'Cancelar',
    install: 'Instalar',
    switchOff: 'Desactivar',
    remove: 'Eliminar',
    close: 'Cerrar',
    selectAll: 'Seleccionar todo',
    notSaved: 'No se guardó.',
    slowSave: 'El widget no terminó de guardar.',
    widgets: 'Widgets',
    collapse: 'Mostrar u ocultar',
    login: 'Usuario',
    password: 'Contraseña',
  },
  pt: {
    failed: 'o widget falhou',
    failedIn: 'falhou em',
    more: 'Detalhes',
    required: 'Preencha este campo.',
    save: 'Salvar',
    cancel: 'Cancelar',
    install: 'Instalar',
    switchOff: 'Desativar',
    remove: 'Excluir',
    close: 'Fechar',
    selectAll: 'Selecionar tudo',
    notSaved: 'Não foi salvo.',
    slowSave: 'O widget não terminou de salvar.',
    widgets: 'Widgets',
    collapse: 'Mostrar ou ocultar',
    login: 'Login',
    password: 'Senha',
  },
  ru: {
    failed: 'ошибка виджета',
    failedIn: 'ошибка в',
    more: 'Подробнее',
    required: 'Заполните это поле.',
    save: 'Сохранить',
    cancel: 'Отмена',
    install: 'Установить',
    switchOff: 'Отключить',
    remove: 'Удалить',
    close: 'Закрыть',
    selectAll: 'Выбрать всё',
    notSaved: 'Не сохранено.',
    slowSave: 'Виджет не завершил сохранение.',
    widgets: 'Виджеты',
    collapse: 'Показать или скрыть',
    login: 'Логин',
    password: 'Пароль',
  },
};

/** The host's own words. */
export function wordsOf(language: string): Words {
  return all[language.slice(0, 2)] ?? en;
}
