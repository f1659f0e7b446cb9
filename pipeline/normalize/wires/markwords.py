"""The words by which wires mark an item, in the languages they write in.

From what agencies print (AP, Reuters, AFP, dpa, APA, EFE, Europa Press, ANSA, PA, TT, NTB, Ritzau,
STT, PAP, ČTK, MTI, Yonhap, Kyodo, Xinhua; partly recalled). ``_`` stands for a blank. A word counts
only in the shapes that ``marks`` reads, never in prose. Words by which newspapers also cancel a
concert (``ANNULATION``, ``ANULADO``) are no mark by themselves.
"""

from pipeline.model import Mark

CAPITALS: dict[Mark, str] = {
    "kill": "kill killed",
    "withdrawal": "withdrawn withdrawal story_withdrawn story_removed retracted zurückgezogen 撤稿",
    "correction": "corrective corrects corrige corrigé korr correctif",
    "refile": "refile refiled clarifies",
    "repeat": (
        "repeat rpt wdh wdhlg wiederholung répétition repite repetición ripete ripetizione repete"
        " repetição herhaling повтор 再送 إعادة"
    ),
    "update": (
        "wrapup wrap_up actualise ampliación amplía aggiorna actualiza atualiza päivitetty"
        " aktualisiert actualisé 종합"
    ),
    "advisory": "advisory media_advisory editors'_advisory advisory_to_editors note_to_editors",
}
"""Words that mark in capitals only, or in a script that has none."""

ANY_CASE: dict[Mark, str] = {
    "correction": (
        "correction corrections corrected erratum korrektur korrigiert berichtigung berichtigt"
        " richtigstellung rectificatif rectification corregido corregida corrección rectificación"
        " fe_de_erratas fe_de_errores corretto correzione rettifica errata_corrige errata correção"
        " corrigido corrigida retificação erramos correctie rectificatie gecorrigeerd rättelse"
        " korrigering korrigerad rettelse korreksjon korrigert korrektion korjaus korjattu oikaisu"
        " korekta sprostowanie oprava helyesbítés erată исправлено исправление поправка виправлено"
        " виправлення διόρθωση düzeltme ralat koreksi تصحيح תיקון 更正 訂正 정정"
    ),
    "refile": (
        "clarification clarified klarstellung aclaración precisazione esclarecimento уточнение"
        " уточнено"
    ),
    "withdrawal": "retraction",
    "update": (
        "update updated aktualisierung actualisation mise_à_jour actualización actualizado"
        " actualizada aggiornamento aggiornato atualização atualizado uppdatering uppdaterad"
        " oppdatering oppdatert opdatering opdateret päivitys aktualizacja aktualizace aktualizácia"
        " frissítve actualizare обновление обновлено дополнено оновлено ενημέρωση güncelleme"
        " güncellendi تحديث עדכון 更新 업데이트"
    ),
}
"""Words that mark in any case before a colon or within brackets."""

NUMBERED: dict[Mark, str] = {
    "update": "wrap roundup zusammenfassung resumen resumo riepilogo synthèse amp update",
    "lead": "lead ld 2ndlead",
}
"""Words that mark before a number (``LEAD 2``, ``ROUNDUP 1:``) or after an ordinal (``2nd Ld``)."""

CHANGES: dict[Mark, str] = {
    "correction": (
        "corrects corrected correcting korrigiert berichtigt berichtigung korrektur corrige corrigé"
        " rectifie corregida corregido corregge corretto rettifica corrigindo corrigido"
        " rättar rettet rettelse korrigerar korrigerer korjaa korjattu koryguje korekta opravuje"
        " исправляет исправлено исправлена düzeltir düzeltme ralat"
    ),
    "refile": "refiles refiled refiling fixes clarifies clarified fixing restores",
    "repeat": "repeats repeating repeated wiederholt répète repite ripete repete",
    "update": (
        "adds adding complemented updates updating updated recasts rewrites writes edits trims changes deletes"
        " removes drops inserts expands tops restructures"
        " ergänzt ergänzung ergänzungen aktualisiert aktualisierung durchgehend überarbeitet"
        " erweitert umgeschrieben präzisiert gestrafft neufassung"
        " ajoute ajoutant ajouts actualise actualisation actualisé complète complétée développe"
        " réécrit précise étoffe"
        " añade agrega actualiza actualización amplía ampliación incorpora reescribe recompone suma"
        " aggiunge aggiorna aggiornamento aggiornato amplia riscrive integra precisa"
        " acrescenta adiciona atualiza atualização reescreve acrescentando"
        " actualiseert aangevuld toevoeging uitgebreid uppdaterad uppdaterar utökad kompletterad"
        " oppdatert oppdaterer utvidet tilføyer opdateret opdaterer tilføjer udvidet täydennetty"
        " täydentää päivitetty lisätty aktualizacja aktl uzupełnia doplněno aktualizace aktualizuje"
        " kiegészítve frissítve дополняет дополнено обновляет обновлено добавляет добавлены"
        " günceller ekler güncelleme memperbarui menambahkan"
    ),
}
"""First words of an editor's note that says what a version has changed."""


def words(row: str) -> tuple[str, ...]:
    """The words of a row, casefolded."""
    return tuple(word.strip("_").replace("_", " ") for word in row.casefold().split())
