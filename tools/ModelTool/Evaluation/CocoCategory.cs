namespace ModelTool.Evaluation;

/// <summary>A kind of object of a COCO data set.</summary>
/// <param name="Id">The id in the data set; COCO's run from 1 to 90 with holes, so this is not a model's class index.</param>
/// <param name="Name">The English name, for example <c>traffic light</c>.</param>
public sealed record CocoCategory(int Id, string Name);
