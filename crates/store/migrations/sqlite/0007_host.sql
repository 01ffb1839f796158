-- What was saved in the settings form of a widget: a JSON object by field.
create table widget_settings (
    account_id integer not null,
    widget_id  integer not null,
    fields     text not null,
    updated_at integer not null,
    primary key (account_id, widget_id),
    foreign key (account_id, widget_id) references widgets
) strict, without rowid;

insert into sqlite_stat1 (tbl, idx, stat) values
    ('widget_settings', 'widget_settings', '100 10 1');
