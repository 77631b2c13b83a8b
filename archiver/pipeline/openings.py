"""Opened originals of one channel as batches again: responses through the connector's own reading, exports through their
importer. Everything clear lives in memory, for as long as it is looked at.

An original that cannot be opened is told of and costs no other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import ArchiverError, ConfigError, IntegrityError
from archiver.model.capture import Batch, CaptureMethod, Exchange, Quarantined, Sealed
from archiver.model.channel import Channel
from archiver.pipeline.accession import ACCESSION_MEDIA_TYPE, Accession, read_accession
from archiver.store import Store
from archiver.vault.open import open_sealed
from archiver.vault.warc import WARC_MEDIA_TYPE, read_warc
from connectors.base import Importer, ImportOptions, Replay, Source
from connectors.intake import Given, open_streams

if TYPE_CHECKING:
    from pyrage.x25519 import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One batch read anew: `origin` is the sealed original it came from, `originals` those of its import by file name."""

    batch: Batch
    origin: str
    originals: dict[str, Sealed] = field(default_factory=dict)


class Openings:
    """One channel's originals. `wanted` limits them to these refs and what was taken in together with them; `failures`
    gathers what could not be opened, by ref."""

    def __init__(
        self,
        channel: Channel,
        store: Store,
        root: Path,
        identities: Sequence[Identity],
        *,
        importer: Importer | None,
        replay: Replay | None,
        wanted: frozenset[str] | None,
    ) -> None:
        self._channel = channel
        self._root = root
        self._identities = identities
        self._importer = importer
        self._replay = replay
        self._sealed = {item.ref: item for item in store.originals(channel.id)}
        self._wanted = wanted
        self._opened = 0
        self.failures: dict[str, ArchiverError] = {}
        self.notes: list[str] = []

    @property
    def responses(self) -> list[Sealed]:
        """Sealed responses, in the order of capture. A run's are read together: its first ones say who is who."""
        found = [item for item in self._sealed.values() if item.media_type == WARC_MEDIA_TYPE]
        if self._wanted is None:
            return found
        runs = {ref.partition("#")[0] for ref in self._wanted}
        return [item for item in found if item.ref.partition("#")[0] in runs]

    def batches(self) -> Iterator[Opened]:
        """Everything, read anew. May be asked for again; opens the originals again then."""
        yield from self._from_responses()
        yield from self._from_exports()

    # --- responses ----------------------------------------------------------------------------------------------------

    def _from_responses(self) -> Iterator[Opened]:
        sealed = self.responses
        if not sealed:
            return
        if self._replay is None:
            self._note(
                f"{len(sealed)} sealed responses cannot be read anew: this platform's connector does not offer it"
            )
            return
        current: list[Sealed] = []

        def captures() -> Iterator[tuple[Exchange, ...]]:
            for item in sealed:
                exchanges = self._exchanges(item)
                if exchanges is not None:
                    current[:] = [item]
                    yield exchanges

        for batch in self._replay(captures(), self._channel):
            item = current[0]
            yield Opened(
                batch=dataclasses.replace(batch, captured=item.sealed_at, method=CaptureMethod.API), origin=item.ref
            )

    def _exchanges(self, item: Sealed) -> tuple[Exchange, ...] | None:
        try:
            with open_sealed(self._root, item.ref, self._identities) as clear:
                found = tuple(read_warc(clear))
            self._opened += 1
            return found
        except (IntegrityError, ConfigError) as error:
            self._failed(item.ref, error)
            return None

    # --- exports ------------------------------------------------------------------------------------------------------

    def _from_exports(self) -> Iterator[Opened]:
        listed: set[str] = set()
        for item in [each for each in self._sealed.values() if each.media_type == ACCESSION_MEDIA_TYPE]:
            accession = self._accession(item)
            if accession is None:
                continue
            refs = {given.ref for given in accession.files}
            listed |= refs
            if self._wanted is None or not refs.isdisjoint(self._wanted):
                yield from self._from_export(item, accession)

    def _accession(self, item: Sealed) -> Accession | None:
        try:
            with open_sealed(self._root, item.ref, self._identities) as clear:
                found = read_accession(clear.read())
            self._opened += 1
            return found
        except (IntegrityError, ConfigError) as error:
            self._failed(item.ref, error)
            return None

    def _from_export(self, item: Sealed, accession: Accession) -> Iterator[Opened]:
        if self._importer is None:
            self._note("exports cannot be read anew: there is no importer for this platform")
            return
        with ExitStack() as stack:
            given, originals = [], dict[str, Sealed]()
            for file in accession.files:
                sealed = self._sealed.get(file.ref)
                try:
                    if sealed is None:
                        raise IntegrityError(f"{file.ref}: an import's original has no row in the store")
                    stream = stack.enter_context(open_sealed(self._root, file.ref, self._identities))
                except (IntegrityError, ConfigError) as error:
                    self._failed(file.ref, error)
                    return
                self._opened += 1
                originals[file.name] = sealed
                given.append(Given(name=file.name, stream=stream, is_folder=file.is_folder))
            source = stack.enter_context(open_streams(given))
            options = ImportOptions(zone=accession.zone, captured=item.sealed_at, date_order=accession.date_order)
            by_name = by_archive(originals, source)
            first = next(iter(originals.values())).ref
            yield Opened(batch=self._refused(source, item), origin=first, originals=by_name)
            for batch in self._importer.parse(source, self._channel, options):
                found = by_name.get(batch.export)
                yield Opened(batch=batch, origin=found.ref if found else first, originals=by_name)

    def _refused(self, source: Source, item: Sealed) -> Batch:
        return Batch(
            channel=self._channel.id,
            captured=item.sealed_at,
            method=CaptureMethod.EXPORT,
            quarantined=tuple(
                Quarantined(source=source.name, place=place, reason=reason) for place, reason in source.refused
            ),
        )

    def _failed(self, ref: str, error: ArchiverError) -> None:
        # A key that opens nothing at all is the wrong key: nothing was done yet, and nothing will be.
        if isinstance(error, ConfigError) and not self._opened:
            raise error
        self.failures[ref] = error

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def by_archive(originals: dict[str, Sealed], source: Source) -> dict[str, Sealed]:
    """Sealed originals by the archive name that the parser reports; a folder's inner archives lie in the folder's."""
    only = next(iter(originals.values()))
    return {member.archive: originals.get(member.archive, only) for member in source.members} | originals
