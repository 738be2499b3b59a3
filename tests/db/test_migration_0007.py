from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text


def test_users_stay_and_everybody_logs_in_again(at_revision: Callable[[str], Connection]) -> None:
    connection = at_revision("0006")
    names = ("organisation_id", "email", "password_hash", "full_name", "role")
    add = text(f"insert into users ({', '.join(names)}) values (1, :email, 'x', :name, 'admin')")
    connection.execute(add, [{"email": "ann.lee@example.org", "name": "Ann"}, {"email": "b@e.org", "name": "é" * 5000}])
    connection.execute(text("insert into ended_sessions values ('gone', now())"))
    connection.commit()
    at_revision("0007")
    found = text("select id, email, is_active from users where search @@ to_tsquery('simple', 'lee & ann & exa:*')")
    assert connection.execute(found).all() == [(1, "ann.lee@example.org", True)]
    assert connection.scalar(text("select count(*) from logins")) == 0
    assert connection.scalar(text("select to_regclass('ended_sessions')")) is None
    connection.execute(text("insert into logins (id, user_id, refresh_jti, expires_at) values ('a', 1, 'j', now())"))
    connection.execute(text("update users set is_active = false where id = 2"))
    connection.commit()
    at_revision("0006")
    assert connection.execute(text("select id, full_name from users order by id")).all() == [
        (1, "Ann"),
        (2, "é" * 5000),
    ]
    assert connection.scalar(text("select count(*) from ended_sessions")) == 0
    at_revision("0007")
    assert connection.scalar(text("select count(*) from users where is_active")) == 2
