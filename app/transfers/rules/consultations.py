"""One row becomes a consultation, or a list of everything that is wrong with it."""

from datetime import date, datetime, time, timedelta

from app.calendar import CITY_TIME, FiscalYear
from app.consultations.rules import LONGEST_TEXT
from app.transfers.rules import cells
from app.transfers.rules.drafts import ConsultationDraft
from app.transfers.rules.fields import LISTS, TITLES, Field
from app.transfers.rules.rows import RowReader

_OLDEST = date(2000, 1, 1)


class ConsultationReader(RowReader):
    def draft(self) -> ConsultationDraft | None:
        """Read every column even after a fault, so that a person corrects a row only once."""
        received_at, time_known = self._received()
        channel = self._code(Field.CHANNEL, required=True)
        client_type = self._code(Field.CLIENT_TYPE)
        kind = self._code(Field.KIND)
        outcome = self._code(Field.OUTCOME)
        topics, primary_topic = self._topics()
        response = self.text(Field.RESPONSE, longest=LONGEST_TEXT)
        target, response = self._referral_target(response)
        optional = {
            "summary": self.text(Field.SUMMARY),
            "body": self.text(Field.BODY, longest=LONGEST_TEXT),
            "person_name": self.text(Field.PERSON_NAME),
            "person_kana": self.text(Field.PERSON_KANA),
            "person_contact": self._contact(),
            "organization_name": self.text(Field.ORGANIZATION_NAME),
            "staff_name": self.text(Field.STAFF_NAME),
            "reference": self.text(Field.REFERENCE),
        }
        fields_of_activity = self._activity_fields()
        minutes = self.first(Field.MINUTES, cells.minutes_of, None)
        if received_at:
            self._check_year(
                FiscalYear.of(received_at.date()),
                {
                    Field.CHANNEL: (channel,),
                    Field.CLIENT_TYPE: (client_type,),
                    Field.KIND: (kind,),
                    Field.OUTCOME: (outcome,),
                    Field.TOPICS: topics,
                    Field.REFERRAL_TARGET: (target,),
                    Field.ACTIVITY_FIELDS: fields_of_activity,
                },
            )
        if self.faults or received_at is None or channel is None or primary_topic is None:
            return None
        return ConsultationDraft(
            row_number=self.row.number,
            received_at=received_at,
            time_known=time_known,
            channel=channel,
            client_type=client_type or self._unknown_client_type(),
            kind=kind or "consultation",
            topics=topics,
            primary_topic=primary_topic,
            response=response,
            outcome=outcome,
            referral_target=target,
            activity_fields=fields_of_activity,
            minutes=minutes,
            **optional,
        )

    def _received(self) -> tuple[datetime | None, bool]:
        column = self.terms.header.of(Field.RECEIVED_AT)[0]
        if self.is_blank(column):
            self.fault(column, "受付日が空欄です。")
            return None, False
        year = self.terms.fiscal_year
        moment = self.read(column, lambda cell: cells.moment_of(cell, fiscal_year=year), None)
        at = self.first(Field.TIME, cells.time_of, None)
        if moment is None:
            return None, False
        if isinstance(moment, datetime):
            day, at = moment.date(), moment.time()
        else:
            day = moment
        if day > self.terms.today + timedelta(days=1):
            self.fault(column, f"{day:%Y/%m/%d}は未来の日付です。年を確かめてください。")
        if day < _OLDEST:
            self.fault(column, f"{day:%Y/%m/%d}は古すぎます。年を確かめてください。")
        elif year and FiscalYear.of(day).year != year:
            self.notice(column, f"{FiscalYear(year).label}の外の日付です({day:%Y/%m/%d})。")
        return datetime.combine(day, at or time(), CITY_TIME), at is not None

    def _code(self, wanted: Field, *, required: bool = False) -> str | None:
        """Read the one code of a list, from a cell of words or from columns of marks."""
        before = len(self.faults)
        codes = self.marked(wanted)
        for column in self.written(wanted):
            text = self.read(column, cells.text_of, "")
            code = self.terms.lists[LISTS[wanted]].find(text) if text else None
            if text and code is None:
                self.not_listed(column, wanted, text)
                return None
            codes += [code] if code else []
        if len(set(codes)) > 1:
            self.fault(wanted, f"{TITLES[wanted]}は1つだけにしてください。")
        elif required and not codes and len(self.faults) == before:
            self.fault(wanted, f"{TITLES[wanted]}が空欄です。")
        return codes[0] if codes else None

    def _topics(self) -> tuple[tuple[str, ...], str | None]:
        index = self.terms.lists["topics"]
        before = len(self.faults)
        main: list[str] = []
        codes = self.marked(Field.TOPICS, main)
        for column in self.written(Field.TOPICS):
            tags = index.tags(self.read(column, cells.text_of, ""))
            codes += tags.codes
            main += tags.main
            for unknown in tags.unknown:
                self.not_listed(column, Field.TOPICS, unknown)
        if primary := self._code(Field.PRIMARY_TOPIC):
            main.append(primary)
            codes.append(primary)
        if len(set(main)) > 1:
            self.fault(Field.TOPICS, "主な相談内容(◎)は1つだけにしてください。")
        if not codes and len(self.faults) == before:
            self.fault(Field.TOPICS, "相談内容の項目が1つも選ばれていません。")
        if not codes:
            return (), None
        if not main and len(set(codes)) > 1:
            label = index.labels[codes[0]]
            self.notice(Field.TOPICS, f"◎がないため、はじめの「{label}」を主な項目としました。")
        topics = tuple(code for code in index.labels if code in codes)
        return topics, (main or codes)[0]

    def _referral_target(self, response: str) -> tuple[str | None, str]:
        """Keep the words of a target in the response where no single code can stand for them."""
        index = self.terms.lists["referral_targets"]
        named = [index.labels[code] for code in self.marked(Field.REFERRAL_TARGET)]
        for column in self.written(Field.REFERRAL_TARGET):
            named += filter(None, [self.read(column, cells.text_of, "")])
        codes = list(dict.fromkeys(index.find(name) for name in named))
        if not codes:
            return None, response
        if len(codes) == 1 and codes[0]:
            return codes[0], response
        words = "、".join(named)
        self.notice(
            Field.REFERRAL_TARGET,
            f"「{words}」は一覧の1つに決まらないため、対応内容に書き添えました。",
        )
        written = f"{response}\nつなぎ先: {words}".strip()
        return codes[0] or "other", self.within(Field.RESPONSE, written, longest=LONGEST_TEXT)

    def _activity_fields(self) -> tuple[str, ...]:
        index = self.terms.lists["activity_fields"]
        codes = self.marked(Field.ACTIVITY_FIELDS)
        for column in self.written(Field.ACTIVITY_FIELDS):
            tags = index.tags(self.read(column, cells.text_of, ""))
            codes += tags.codes
            for unknown in tags.unknown:
                self.notice(column, f"活動分野「{unknown}」は一覧にないため、取り込みません。")
        return tuple(code for code in index.labels if code in codes)

    def _check_year(self, year: FiscalYear, chosen: dict[Field, tuple[str | None, ...]]) -> None:
        for wanted, codes in chosen.items():
            index = self.terms.lists[LISTS[wanted]]
            for code in codes:
                if code and not index.holds(code, year.year):
                    label = index.labels[code]
                    self.fault(wanted, f"「{label}」は{year.label}の一覧にありません。")

    def _contact(self) -> str:
        found: list[str] = []
        for column in self.terms.header.of(Field.PERSON_CONTACT):
            contact, was_mended = self.read(column, cells.contact_of, ("", False))
            if was_mended:
                self.notice(column, f"電話番号の先頭の0を補い、{contact} としました。")
            found += [contact] if contact else []
        return self.within(Field.PERSON_CONTACT, " / ".join(dict.fromkeys(found)))

    def _unknown_client_type(self) -> str:
        if self.terms.header.of(Field.CLIENT_TYPE):
            self.notice(Field.CLIENT_TYPE, "相談者属性が空欄のため「不明」としました。")
        return "unknown"
